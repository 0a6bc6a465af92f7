package dev.headroom.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files in which a Linux kernel tells about the machine, below any root folder, so that a test
 * can describe other machines. What cannot be read is as good as not there.
 *
 * @param root {@code /}, or a folder that stands for it
 */
record SystemFiles(Path root) {
  /** The text of a file without the white space around it. */
  Optional<String> text(String path) {
    try {
      Path file = root.resolve(path);
      return Files.isRegularFile(file)
          ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip())
          : Optional.empty();
    } catch (IOException | InvalidPathException | SecurityException e) {
      return Optional.empty();
    }
  }

  /** The lines of a file; none if it is not there. */
  List<String> lines(String path) {
    return text(path).map(text -> text.lines().toList()).orElse(List.of());
  }

  /** Names in a folder that begin like this, sorted; none if it is not there. */
  List<String> names(String folder, String prefix) {
    Path directory = root.resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException | SecurityException e) {
      return List.of();
    }
  }
}
