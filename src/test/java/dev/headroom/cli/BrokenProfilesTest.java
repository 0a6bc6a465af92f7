package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever names a broken profile on the command line is told its faults, and status 3. */
class BrokenProfilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/headroom/hardware/invalid");

  static List<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void areTheUsersFault(Path file) throws IOException {
    String devices =
        Arrays.stream(Objects.requireNonNull(Path.of("hardware-profiles").toFile().list()))
            .filter(name -> name.endsWith(".yaml"))
            .map(name -> name.replace(".yaml", ""))
            .sorted()
            .collect(Collectors.joining(", "));
    String expected =
        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("#= "))
            .map(line -> line.substring(3).replace("FILE", file.toString()))
            .map(line -> line.replace("FOLDER", FOLDER.toString()).replace("DEVICES", devices))
            .map(line -> line + System.lineSeparator())
            .collect(Collectors.joining());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(out),
            new PrintWriter(err),
            Map.of(),
            Path.of("no-such-home"),
            LocalDate.of(2026, 1, 1));
    int status = HeadroomCommand.run(surroundings, "devices", "show", file.toString());
    assertThat(err.toString().replace("\n", System.lineSeparator())).isEqualTo(expected);
    assertThat(out.toString()).isEmpty();
    assertThat(status).isEqualTo(3);
  }
}
