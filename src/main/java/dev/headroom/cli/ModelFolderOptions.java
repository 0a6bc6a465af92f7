package dev.headroom.cli;

import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.UnknownModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says where model files lie, and how a model is found. */
final class ModelFolderOptions {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "A folder of model files to look in first; may be repeated.")
  private List<Path> folders = new ArrayList<>();

  /** The catalog with the folders asked for and the user's own in front. */
  ModelCatalog catalog(Surroundings surroundings) {
    return ModelCatalog.of(surroundings.folders(FolderList.check("--models", folders), "models"));
  }

  /** The model of a name or a file. */
  static ImportedModel find(ModelCatalog catalog, String name) {
    try {
      return catalog.find(name);
    } catch (UnknownModelException e) {
      if (Files.exists(Path.of(name))) {
        throw new IllegalArgumentException(
            "no model is called '" + name + "'; if the file is meant, write './" + name + "'", e);
      }
      throw e;
    }
  }
}
