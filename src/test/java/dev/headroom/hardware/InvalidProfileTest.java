package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every broken profile is refused with exactly the messages at its own end, lines that begin with
 * {@code #=}; {@code DEVICES} there stands for the names of all built-in profiles.
 */
class InvalidProfileTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/headroom/hardware/invalid");

  private static final String DEVICES = shipped();

  @TempDir Path temporary;

  private static String shipped() {
    String[] files = Path.of("hardware-profiles").toFile().list();
    return Stream.of(Objects.requireNonNull(files))
        .filter(file -> file.endsWith(".yaml"))
        .map(file -> file.replace(".yaml", ""))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void isRefusedWithItsMessages(Path file) throws IOException {
    String expected =
        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("#= "))
            .map(line -> line.substring(3))
            .map(line -> line.replace("FILE", file.toString()))
            .map(line -> line.replace("FOLDER", FOLDER.toString()))
            .map(line -> line.replace("DEVICES", DEVICES))
            .collect(Collectors.joining("\n"));
    assertThat(expected).isNotEmpty();
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find(file.toString()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(expected);
  }

  @Test
  void thereAreManyKinds() throws IOException {
    assertThat(profiles()).hasSizeGreaterThan(130);
  }

  @Test
  void aLargeFileIsNotEvenParsed() throws IOException {
    Path big = temporary.resolve("big.yaml");
    Files.writeString(big, "# padding\n".repeat(30_000));
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find(big.toString()))
        .hasMessage(big + ": is too large; at most 256 KiB are read");
  }

  @Test
  void aParentOfManyLettersIsQuotedInPart() throws IOException {
    Path file = temporary.resolve("long.yaml");
    Files.writeString(file, "extends: " + "h100".repeat(50_000));
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find(file.toString()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith(file + ":1:10 extends: unknown device 'h100h100")
        .hasMessageEndingWith("known: " + DEVICES)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(2500));
  }

  @Test
  void aChainOfSixIsTooLong() throws IOException {
    for (int i = 1; i <= 6; i++) {
      Files.writeString(
          temporary.resolve("p" + i + ".yaml"),
          "extends: " + (i == 6 ? "h100-sxm" : "p" + (i + 1)));
    }
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find(temporary.resolve("p1.yaml").toString()))
        .hasMessage(
            temporary.resolve("p5.yaml")
                + ":1:10 extends: at most 5 profiles may extend each other,"
                + " was p1 -> p2 -> p3 -> p4 -> p5 -> p6");
  }
}
