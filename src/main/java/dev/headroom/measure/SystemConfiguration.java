package dev.headroom.measure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What {@code getconf -a} prints: it asks the processor for the sizes of its caches where the
 * kernel does not tell them.
 *
 * @param values by name
 */
record SystemConfiguration(Map<String, String> values) {
  private static final long PATIENCE_SECONDS = 2;

  /** Copies the map. */
  SystemConfiguration {
    values = Map.copyOf(values);
  }

  /** Runs the program; empty where there is none. */
  static SystemConfiguration ofThisMachine() {
    try {
      Path output = Files.createTempFile("headroom-getconf", ".txt");
      try {
        return parse(run(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return new SystemConfiguration(Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SystemConfiguration(Map.of());
    }
  }

  /** Lines of a name, white space and a value; those without a value are left out. */
  static SystemConfiguration parse(List<String> lines) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", 2);
      if (words.length == 2) {
        values.put(words[0], words[1].strip());
      }
    }
    return new SystemConfiguration(values);
  }

  /** A positive number; glibc prints 0 for a cache that it does not know. */
  OptionalLong positive(String name) {
    String value = values.getOrDefault(name, "");
    return value.matches("[1-9]\\d{0,17}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }

  private static List<String> run(Path output) throws IOException, InterruptedException {
    // Into a file, because a pipe that nobody reads in time would block the program.
    Process process =
        new ProcessBuilder("getconf", "-a")
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(new File(nothing()))
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return List.of();
    }
    return Files.readAllLines(output, StandardCharsets.ISO_8859_1);
  }

  private static String nothing() {
    return File.separatorChar == '/' ? "/dev/null" : "NUL";
  }
}
