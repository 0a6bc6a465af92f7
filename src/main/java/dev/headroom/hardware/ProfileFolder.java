package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.Mapping;
import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import dev.headroom.document.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user's folder of profiles. A file is found by its name at once; only for an alias are the
 * others opened.
 *
 * @param folder with files {@code NAME.yaml}
 */
record ProfileFolder(Path folder) implements ProfilePlace {
  private static final String SUFFIX = ".yaml";

  @Override
  public Optional<Document> find(String preset) {
    Path file = folder.resolve(preset + SUFFIX);
    if (Files.isRegularFile(file)) {
      return Optional.of(YamlReader.read(file));
    }
    return names().stream()
        .filter(name -> name.answersTo(preset))
        .findFirst()
        .map(name -> YamlReader.read(folder.resolve(name.name() + SUFFIX)));
  }

  @Override
  public List<ProfileName> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .map(name -> new ProfileName(name, aliases(name), folder.toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private List<String> aliases(String name) {
    try {
      return YamlReader.read(folder.resolve(name + SUFFIX)).root() instanceof Mapping mapping
              && mapping.get("aliases").orElse(null) instanceof Sequence aliases
          ? aliases.items().stream()
              .flatMap(
                  item -> item instanceof Scalar scalar ? Stream.of(scalar.text()) : Stream.of())
              .toList()
          : List.of();
    } catch (InvalidDocumentException e) {
      // A broken file must not hide the others; whoever asks for it by name is told its faults.
      return List.of();
    }
  }
}
