package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares what a command said with a file of {@code golden/}, the version and the fingerprints of
 * profiles replaced by dummies. With {@code -Dheadroom.golden=update} the file is written instead;
 * the difference then needs a reader.
 */
final class CliGolden {
  private static final Path FOLDER = Path.of("src/test/resources/dev/headroom/cli/golden");

  private CliGolden() {}

  static void check(String name, String actual) {
    String text =
        actual
            .replaceAll("\"tool_version\": \"[^\"]*\"", "\"tool_version\": \"VERSION\"")
            .replaceAll("\"sha256\": \"[0-9a-f]{12}\"", "\"sha256\": \"FINGERPRINT\"")
            .replaceAll("fingerprint [0-9a-f]{12}", "fingerprint FINGERPRINT");
    Path file = FOLDER.resolve(name);
    try {
      if ("update".equals(System.getProperty("headroom.golden"))) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, text);
      }
      assertThat(text).as(name).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
