package dev.headroom.cli;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.view.StudyListView;
import dev.headroom.report.view.StudySummaryView;
import dev.headroom.report.view.StudyView;
import dev.headroom.study.Study;
import dev.headroom.study.StudyCatalog;
import dev.headroom.study.StudyResult;
import dev.headroom.study.StudyRun;
import dev.headroom.workload.ModelCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            + " never judged. Writes README.md, cells.csv and, of times, cells.svg into reports/NAME.",
    footer = {
      "",
      "Examples:",
      "  headroom reproduce list",
      "  headroom reproduce shazeer-2019",
      "  headroom reproduce scaling-book -o csv",
      "  headroom reproduce --all"
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME|FILE|list",
      description = "A study's name, a YAML file of that form, or list for those there are.")
  private @Nullable String name;

  @Option(
      names = "--all",
      description =
          "Every study that comes with the program, and a summary of them in studies.md and"
              + " studies.csv.")
  private boolean all;

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
    if (all) {
      return everyStudy(origin, modelCatalog, studies);
    }
    if (name == null) {
      throw new IllegalArgumentException("reproduce: needs NAME|FILE|list, or --all");
    }
    if (name.equals("list")) {
      List<Study> known = StudyCatalog.names().stream().map(studies::find).toList();
      output.write(StudyListView.of(origin, known), surroundings);
      return ExitStatus.OK;
    }
    Study study = studies.find(name);
    StudyResult result = run(study, modelCatalog);
    // Where the files lie is no part of what made them.
    Origin files = quality.figures().isEmpty() ? of(origin, name) : origin;
    StudyReports.write(
        reports.resolve(study.name()), result, StudyView.of(files, result, quality.figures()));
    output.write(StudyView.of(origin, result, quality.figures()), surroundings);
    return ExitStatus.OK;
  }

  private StudyResult run(Study study, ModelCatalog modelCatalog) {
    ProfileCatalog devices = profiles.catalog(surroundings);
    return StudyRun.of(
        study,
        device -> ProfileOptions.find(devices, device),
        model -> ModelFolderOptions.find(modelCatalog, model).model());
  }

  private int everyStudy(Origin origin, ModelCatalog modelCatalog, StudyCatalog studies) {
    if (name != null) {
      throw new IllegalArgumentException("--all: is every study; leave '" + name + "' out");
    }
    List<StudyResult> results = new ArrayList<>();
    for (String each : StudyCatalog.names()) {
      StudyResult result = run(studies.find(each), modelCatalog);
      StudyReports.write(
          reports.resolve(each), result, StudyView.of(of(origin, each), result, quality.figures()));
      results.add(result);
    }
    Report summary = StudySummaryView.of(origin, results);
    OutputOptions.write("--reports", reports.resolve("studies.md"), ReportFormat.MD.text(summary));
    OutputOptions.write(
        "--reports", reports.resolve("studies.csv"), ReportFormat.CSV.text(summary));
    output.write(summary, surroundings);
    return ExitStatus.OK;
  }

  private static Origin of(Origin all, String study) {
    return new Origin(all.toolVersion(), "headroom reproduce " + study, all.provenance());
  }
}
