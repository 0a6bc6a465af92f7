package dev.headroom.cli;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.view.StudyListView;
import dev.headroom.report.view.StudyView;
import dev.headroom.study.Study;
import dev.headroom.study.StudyCatalog;
import dev.headroom.study.StudyResult;
import dev.headroom.study.StudyRun;
import dev.headroom.workload.ModelCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom reproduce}: a published table, predicted cell by cell. */
@Command(
    name = "reproduce",
    description =
        "Predicts every cell of a published study and prints it beside the published value, the lower"
            + " bound and the roofline. Says which numbers were calibrated on which cells, which are"
            + " never judged. Writes README.md and cells.csv into reports/NAME.",
    footer = {
      "",
      "Examples:",
      "  headroom reproduce list",
      "  headroom reproduce shazeer-2019",
      "  headroom reproduce scaling-book -o csv"
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "NAME|FILE|list",
      description = "A study's name, a YAML file of that form, or list for those there are.")
  private String name = "list";

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      defaultValue = "reports",
      description =
          "Folder in which a folder of the study's name is written (default: ${DEFAULT-VALUE}).")
  private Path reports = Path.of("reports");

  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private ProfileOptions profiles = new ProfileOptions();
  @Mixin private ModelFolderOptions models = new ModelFolderOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private GeneralOptions general = new GeneralOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  ReproduceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    Origin origin = Provenance.of(spec);
    ModelCatalog modelCatalog = models.catalog(surroundings);
    StudyCatalog studies = new StudyCatalog(modelCatalog);
    if (name.equals("list")) {
      List<Study> all = StudyCatalog.names().stream().map(studies::find).toList();
      output.write(StudyListView.of(origin, all), surroundings);
      return ExitStatus.OK;
    }
    ProfileCatalog devices = profiles.catalog(surroundings);
    Study study = studies.find(name);
    StudyResult result =
        StudyRun.of(
            study,
            device -> ProfileOptions.find(devices, device),
            model -> ModelFolderOptions.find(modelCatalog, model).model());
    Report report = StudyView.of(origin, result, quality.figures());
    Path folder = reports.resolve(study.name());
    OutputOptions.write("--reports", folder.resolve("README.md"), ReportFormat.MD.text(report));
    OutputOptions.write("--reports", folder.resolve("cells.csv"), ReportFormat.CSV.text(report));
    output.write(report, surroundings);
    return ExitStatus.OK;
  }
}
