package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files beside a profile that is read by its path: it may extend them by their file names. They
 * are not searched for aliases nor listed, since the folder may be full of other YAML.
 *
 * @param folder of the profile
 */
record Neighbours(Path folder) implements ProfilePlace {
  @Override
  public Optional<Document> find(String preset) {
    Path file = folder.resolve(preset + ".yaml");
    return Files.isRegularFile(file) ? Optional.of(YamlReader.read(file)) : Optional.empty();
  }

  @Override
  public List<ProfileName> names() {
    return List.of();
  }
}
