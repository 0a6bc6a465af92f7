package dev.headroom.cli;

import dev.headroom.report.view.ModelsView;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom models}: what the program knows of models. */
final class ModelsCommand {
  private ModelsCommand() {}

  /** {@code models list}. */
  @Command(
      name = "list",
      description = "Lists the models: parameters, heads and cache per token.",
      footer = {"", "Examples:", "  headroom models list", "  headroom models list -o csv"})
  static final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ModelFolderOptions folders = new ModelFolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private GeneralOptions general = new GeneralOptions();

    ListCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ModelCatalog catalog = folders.catalog(surroundings);
      ReadFiles<ImportedModel> models =
          ReadFiles.of(catalog.names(), catalog::find, surroundings.err());
      output.write(ModelsView.list(Provenance.of(spec), models.things()), surroundings);
      return models.status();
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
        "  headroom models show llama-2-70b gemma-3-27b -o json"
      })
  static final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        paramLabel = "NAME|FILE",
        arity = "1..*",
        description = "Models, or files such as a config.json.")
    private List<String> names = new ArrayList<>();

    @Mixin private ModelFolderOptions folders = new ModelFolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private GeneralOptions general = new GeneralOptions();

    ShowCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ModelCatalog catalog = folders.catalog(surroundings);
      List<ImportedModel> models =
          names.stream().map(name -> ModelFolderOptions.find(catalog, name)).toList();
      if (!general.quiet()) {
        models.stream()
            .flatMap(model -> model.warnings().stream())
            .forEach(warning -> surroundings.err().println("warning: " + warning));
      }
      output.write(ModelsView.show(Provenance.of(spec), models), surroundings);
      return ExitStatus.OK;
    }
  }
}
