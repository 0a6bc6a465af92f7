package dev.headroom.cli;

import dev.headroom.figure.Caption;
import dev.headroom.figure.Figure;
import dev.headroom.figure.FigureFiles;
import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Figures;
import dev.headroom.figure.Selection;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.HtmlPage;
import dev.headroom.report.Origin;
import dev.headroom.report.Picture;
import dev.headroom.report.Report;
import dev.headroom.report.view.CompareView;
import dev.headroom.report.view.DevicesView;
import dev.headroom.report.view.Words;
import dev.headroom.sweep.Comparison;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom report}: a comparison as one page that a person wants to read. */
@Command(
    name = "report",
    description = {
      "Writes a comparison of attention variants as one self-contained HTML page: the answer, tables"
          + " that sort, charts, what it rests on, and where every number of the devices comes from.",
      "It needs no network and no other file. Without a model or a device: as compare."
    },
    footer = {
      "",
      "Examples:",
      "  headroom report --out figures/paper.html",
      "  headroom report -m llama-2-70b -d h200-sxm -a mha,gqa:8,mqa -b 8 -c 8K --out figures/page.html"
    })
final class ReportCommand implements Callable<Integer> {
  /** More variants and devices together cannot be told apart in one chart. */
  private static final int MOST_LINES = 12;

  /** Sentences of the answer; further ones stand below, with what it rests on. */
  private static final int MOST_SENTENCES = 2;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private LayoutOptions layout = new LayoutOptions();
  @Mixin private QualityOptions quality = new QualityOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "Where the page goes; folders are made (default: headroom-report.html).")
  private @Nullable Path out;

  @Mixin private GeneralOptions general = new GeneralOptions();

  ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (!model.isNamed()) {
      scenario.usePaperStep();
    }
    if (scenario.phase() != Phase.DECODE && scenario.phase() != Phase.PREFILL) {
      throw new IllegalArgumentException(
          "report: is written of decode and prefill steps; --phase was " + scenario.phase().key());
    }
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, CompareCommand.USUAL_DEVICES);
    List<Model> variants = model.variants(unchanged);
    Origin origin = Provenance.of(spec, unchanged, devices);
    List<Scenario> steps = scenario.scenarios(unchanged, DeviceOptions.usualType(devices));
    List<Comparison> comparisons =
        Comparison.all(variants, devices, steps, scenario.kernels(), layout.sharding());
    Report report = CompareView.of(origin, comparisons, quality.figures());
    List<Scenario> overLengths = overLengths(steps.get(0), unchanged.maxContext());
    HtmlPage page =
        new HtmlPage(
            title(unchanged, variants, devices),
            CompareView.answer(comparisons).stream().limit(MOST_SENTENCES).toList(),
            report,
            pictures(overLengths, variants, devices, origin),
            DevicesView.show(origin, devices, surroundings.today()).sections());
    Path file = out == null ? Path.of("headroom-report.html") : out;
    OutputOptions.write("--out", file, page.text());
    surroundings.out().println(file);
    surroundings.out().flush();
    return ExitStatus.OK;
  }

  private static String title(Model unchanged, List<Model> variants, List<DeviceProfile> devices) {
    return unchanged.name()
        + ": "
        + variants.stream()
            .map(each -> Words.variant(each.attention().variant()))
            .distinct()
            .collect(Collectors.joining(", "))
        + " on "
        + devices.stream().map(DeviceProfile::name).collect(Collectors.joining(", "));
  }

  /** The first step over the lengths that the model was made for; none of a ragged batch. */
  private static List<Scenario> overLengths(Scenario step, long maxContext) {
    Batch batch = step.batch();
    if (batch.segments().size() > 1) {
      return List.of();
    }
    boolean decode = step.phase() == Phase.DECODE;
    return new IntegerList("lengths", 1, Long.MAX_VALUE)
        .parse(ScenarioOptions.lengths(maxContext)).stream()
            .map(
                length ->
                    decode
                        ? Batch.uniform(batch.sequences(), batch.longestQuery(), length)
                        : Batch.prefill(batch.sequences(), length))
            .map(step::withBatch)
            .toList();
  }

  /** Time, speed-up and cache over lengths. */
  private List<Picture> pictures(
      List<Scenario> steps, List<Model> variants, List<DeviceProfile> devices, Origin origin) {
    if (variants.size() * devices.size() > MOST_LINES || steps.isEmpty()) {
      return List.of();
    }
    ChartData data =
        ChartData.comparisons(
            variants, devices, steps, scenario.kernels(), layout.sharding(), origin);
    List<FigureKind> kinds =
        variants.size() > 1
            ? List.of(FigureKind.TIME, FigureKind.SPEEDUP, FigureKind.MEMORY)
            : List.of(FigureKind.TIME, FigureKind.MEMORY);
    Selection usual = new Selection(null, null, Selection.Parts.OPERATOR);
    return kinds.stream()
        .map(kind -> picture(Figures.of(kind, data.rows(), usual, data.devices()), data))
        .toList();
  }

  private static Picture picture(Figure figure, ChartData data) {
    Caption caption = Caption.of(figure, data.subject(), List.of(), data.origin());
    return new Picture(FigureFiles.svg(figure), caption.sentences());
  }
}
