package dev.headroom.cli;

import dev.headroom.hardware.Identity;
import dev.headroom.report.view.ModelsView;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom models import}: a Hugging Face file becomes one of the user's own models. */
@Command(
    name = "import",
    description =
        "Reads a Hugging Face config.json, shows what it was read as, and keeps it among your own"
            + " models. What cannot be counted is refused; what had to be assumed is said. To look only:"
            + " headroom models show FILE.",
    footer = {"", "Example:", "  headroom models import config.json --name my-model"})
final class ImportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The config.json.")
  private Path file = Path.of("config.json");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Its name from now on (default: the file's, or its folder's if it is called config.json).")
  private @Nullable String name;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder to keep it in (default: your own, ~/.config/headroom/models).")
  private @Nullable Path folder;

  @Option(names = "--replace", description = "Replace a model of that name in the folder.")
  private boolean replace;

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    ImportedModel imported = ModelReader.read(file);
    String preset = Identity.preset(name == null ? usualName() : name);
    if (preset.isEmpty()) {
      throw new IllegalArgumentException(
          "--name: needs a letter or a digit, was '" + (name == null ? usualName() : name) + "'");
    }
    Path target =
        (folder == null ? surroundings.userFolder("models") : folder).resolve(preset + ".json");
    if (Files.exists(target) && !replace) {
      throw new IllegalArgumentException(
          "--name: '" + target + "' is there already; choose another name, or --replace it");
    }
    if (!general.quiet()) {
      imported.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
    }
    OutputOptions.write("--to", target, text());
    output.write(ModelsView.show(Provenance.of(spec), List.of(imported)), surroundings);
    if (!general.quiet()) {
      surroundings.err().println("kept as '" + preset + "' in " + target);
    }
    return ExitStatus.OK;
  }

  private String usualName() {
    Path absolute = file.toAbsolutePath().normalize();
    String stem = String.valueOf(absolute.getFileName()).replaceFirst("\\.json$", "");
    Path parent = absolute.getParent();
    return stem.equals("config") && parent != null ? String.valueOf(parent.getFileName()) : stem;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("'" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
