package dev.headroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.document.Document;
import dev.headroom.document.Fault;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.JsonReader;
import dev.headroom.document.Quantity;
import dev.headroom.document.Unit;
import dev.headroom.document.YamlReader;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.ModelReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing in a file can do more to the readers than be refused with its faults. */
class ReaderFuzzTest {
  private static final Path PROFILES = Path.of("hardware-profiles");
  private static final Path MODELS = Path.of("src/main/resources/dev/headroom/workload/models");

  private static final Pattern NAME = Pattern.compile("(?m)^name: ([a-z0-9-]{1,100})$");

  /** At most a hundred faults are told, of some lines each. */
  private static final int LONGEST_MESSAGE = 240_000;

  @Test
  void profilesAreReadOrRefused() throws IOException, InterruptedException {
    ProfileCatalog catalog = ProfileCatalog.builtIn();
    assertThat(
            new Fuzzer("profiles", files(PROFILES, ".yaml"))
                .run(
                    mutant ->
                        readOrRefuse(
                            () ->
                                catalog
                                    .read(YamlReader.read(fileName(mutant), open(mutant)))
                                    .warnings())))
        .isEmpty();
  }

  @Test
  void modelsAreReadOrRefused() throws IOException, InterruptedException {
    assertThat(
            new Fuzzer("models", files(MODELS, ".json"))
                .run(
                    mutant ->
                        readOrRefuse(
                            () -> ModelReader.read("x", JsonReader.read("x.json", open(mutant))))))
        .isEmpty();
  }

  @Test
  void yamlIsTheSameFromAStreamAndFromText() throws IOException, InterruptedException {
    assertThat(
            new Fuzzer("yaml", files(PROFILES, ".yaml"))
                .run(
                    mutant -> {
                      String text = new String(mutant, StandardCharsets.UTF_8);
                      if (!text.contains("\ufffd")) {
                        assertThat(outcome(() -> YamlReader.read("x", text)))
                            .isEqualTo(outcome(() -> YamlReader.read("x", open(mutant))));
                      }
                    }))
        .isEmpty();
  }

  @Test
  void quantitiesAreReadOrRefused() throws InterruptedException {
    List<byte[]> quantities =
        Stream.of(Unit.values())
            .map(Unit::example)
            .map(example -> example.getBytes(StandardCharsets.UTF_8))
            .toList();
    assertThat(
            new Fuzzer("quantities", quantities)
                .run(mutant -> parseOrRefuse(new String(mutant, StandardCharsets.UTF_8))))
        .isEmpty();
  }

  private static void parseOrRefuse(String text) {
    for (Unit unit : Unit.values()) {
      try {
        Quantity quantity = Quantity.parse(text, unit);
        assertThat(quantity.value()).isPositive().isFinite();
        assertThat(quantity.written()).isEqualTo(text);
      } catch (IllegalArgumentException e) {
        // A subclass would have come out of some parser below, with a message of its own.
        assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1000);
      }
    }
  }

  /** Reading that may be refused. */
  private interface Reading {
    Object read() throws IOException;
  }

  private static void readOrRefuse(Reading reading) throws IOException {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (InvalidDocumentException e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
      assertThat(message.replace("\n", "")).doesNotContainPattern("\\p{Cntrl}");
      assertThat(e.faults()).isNotEmpty();
      assertThat(message.lines()).hasSize(Math.min(e.faults().size(), 101));
      for (Fault fault : e.faults()) {
        assertThat(fault.message()).isNotBlank().doesNotContain("Exception");
        assertThat(fault.position().line()).isNotNegative();
        assertThat(fault.position().column()).isNotNegative();
      }
    }
  }

  private static Object outcome(Reading reading) throws IOException {
    try {
      Document document = (Document) reading.read();
      return List.of(document.root(), document.faults().inOrder());
    } catch (InvalidDocumentException e) {
      return e.faults();
    }
  }

  /** The file that the profile claims to be, so that most mutants fail for another reason. */
  private static String fileName(byte[] mutant) {
    Matcher name = NAME.matcher(new String(mutant, StandardCharsets.ISO_8859_1));
    return (name.find() ? name.group(1) : "x") + ".yaml";
  }

  private static InputStream open(byte[] mutant) {
    return new ByteArrayInputStream(mutant);
  }

  private static List<byte[]> files(Path folder, String suffix) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(suffix)).sorted().toList()) {
        contents.add(Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
