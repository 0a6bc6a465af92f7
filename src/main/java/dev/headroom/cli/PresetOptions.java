package dev.headroom.cli;

import dev.headroom.sweep.Presets;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.RuntimeCatalog;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** Where the names on the axes of a grid are looked up. */
final class PresetOptions {
  @Mixin private ModelFolderOptions models = new ModelFolderOptions();
  @Mixin private ProfileOptions profiles = new ProfileOptions();

  /** What names stand for. */
  Presets presets(Surroundings surroundings) {
    return new Presets(
        name -> ModelFolderOptions.find(models.catalog(surroundings), name).model(),
        name -> ProfileOptions.find(profiles.catalog(surroundings), name),
        PresetOptions::runtime);
  }

  private static ExecutionPolicy runtime(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml")
        ? RuntimeCatalog.read(Path.of(name))
        : RuntimeCatalog.find(name);
  }
}
