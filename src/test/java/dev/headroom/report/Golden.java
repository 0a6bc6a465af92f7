package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a file of {@code golden/}. With {@code -Dheadroom.golden=update} the file is
 * written instead; the difference then needs a reader.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/dev/headroom/report/golden");

  private Golden() {}

  static void check(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if ("update".equals(System.getProperty("headroom.golden"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, actual);
    }
    assertThat(actual).as(name).isEqualTo(Files.readString(file));
  }
}
