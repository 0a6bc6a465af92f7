package dev.headroom.cli;

import dev.headroom.report.view.ModelsView;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.ModelCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom models}: what the program knows of models. */
final class ModelsCommand {
  private ModelsCommand() {}

  /** {@code models list}. */
  @Command(name = "list", description = "Lists the models: parameters, heads and cache per token.")
  static final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--models",
        paramLabel = "DIR",
        description = "A folder of model files to look in first; may be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private CommonOptions common = new CommonOptions();

    ListCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ModelCatalog catalog = ModelCatalog.of(surroundings.folders(folders, "models"));
      List<ImportedModel> models = catalog.names().stream().map(catalog::find).toList();
      output.write(ModelsView.list(Provenance.of(spec), models), surroundings);
      return ExitStatus.OK;
    }
  }

  /** {@code models show NAME}. */
  @Command(
      name = "show",
      description = "Shows the shape of models, layer kind by layer kind, with its source.",
      footer = {
        "",
        "Examples:",
        "  headroom models show deepseek-v3",
        "  headroom models show path/to/config.json"
      })
  static final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME|FILE", arity = "1..*", description = "Models.")
    private List<String> names = new ArrayList<>();

    @Option(
        names = "--models",
        paramLabel = "DIR",
        description = "A folder of model files to look in first; may be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private CommonOptions common = new CommonOptions();

    ShowCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ModelCatalog catalog = ModelCatalog.of(surroundings.folders(folders, "models"));
      List<ImportedModel> models = names.stream().map(catalog::find).toList();
      if (!common.quiet()) {
        models.stream()
            .flatMap(model -> model.warnings().stream())
            .forEach(warning -> surroundings.err().println("warning: " + warning));
      }
      output.write(ModelsView.show(Provenance.of(spec), models), surroundings);
      return ExitStatus.OK;
    }
  }
}
