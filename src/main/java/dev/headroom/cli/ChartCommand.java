package dev.headroom.cli;

import dev.headroom.chart.ChartFormat;
import dev.headroom.chart.Look;
import dev.headroom.chart.Typeface;
import dev.headroom.figure.Caption;
import dev.headroom.figure.EarlierRun;
import dev.headroom.figure.Figure;
import dev.headroom.figure.FigureFiles;
import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Figures;
import dev.headroom.figure.Selection;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.study.Quality;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom chart}: figures for papers and slides. */
@Command(
    name = "chart",
    description = {
      "Draws a figure for a paper or a slide, and writes the table behind it and its caption. Kinds:",
      "  time       time against context length, batch size or heads, a line a variant",
      "  speedup    times as fast as the first variant, with break-even",
      "  roofline   work a second against arithmetic intensity, under the ceilings",
      "  memory     KV cache against context length, with the room on the device",
      "  heatmap    speed-up of the last variant over the first, batch by context",
      "  breakdown  what the time is spent on, by operator or by bounding resource",
      "  pareto     latency against throughput, with the front; with --quality, quality against the",
      "             time of a token, a front a device",
      "  tornado    how much the time changes with a tenth of each number and size",
      "  validated  predicted against measured, with the errors; needs --from",
      "  timeline   a server of 'headroom plan' over time; needs --from",
      "  load       its latency against the rate of requests; needs --from",
      "  plans      latency of plans against their price; needs --from",
      "Without a device: h100-sxm. Without a context length or batch size: what shows the model's"
          + " range."
    },
    footer = {
      "",
      "Examples:",
      "  headroom chart speedup --out figures/speedup",
      "  headroom chart time -m llama-2-70b -a mha,gqa:8,mqa -b 16 -c 1K-128K*2 --out figures/time",
      "  headroom chart memory -m llama-2-70b -d h100-sxm,h200-sxm --dtype fp8 --out figures/memory",
      "  headroom chart roofline -m deepseek-v3 -d h200-sxm --dtype fp8 -b 1,64 --out figures/roofline",
      "  headroom chart heatmap -m llama-2-7b -a mha,gqa:4 -o pdf --out figures/heatmap",
      "  headroom chart pareto -m llama-2-70b -d h200-sxm --dtype fp8 --out figures/pareto",
      "  headroom chart pareto -a mha,mqa -b 64 --quality mine.csv --y accuracy --out figures/quality",
      "  headroom chart breakdown -m llama-2-7b --by term --style slides --out figures/breakdown"
    })
final class ChartCommand implements Callable<Integer> {
  private static final List<String> USUAL_DEVICE = List.of("h100-sxm");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "KIND", description = "Which kind of figure.")
  private String kindName = "";

  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private ChartOptions chart = new ChartOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  ChartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    FigureKind kind = FigureKind.parse(kindName);
    Selection selection = chart.selection();
    Look look = chart.look();
    Set<ChartFormat> formats = chart.formats();
    Path stem = chart.stem(kind);
    List<Quality.Figure> figures = quality.figures();
    if (!figures.isEmpty() && (kind != FigureKind.PARETO || chart.from() != null)) {
      throw new IllegalArgumentException(
          "--quality: is drawn by chart pareto, of what it computes itself");
    }
    ChartData data = data(kind, figures);
    Figure figure =
        figures.isEmpty()
            ? Figures.of(kind, data.rows(), selection, data.devices())
            : Figures.tradeOff(data.rows(), selection);
    Caption caption = Caption.of(figure, data.subject(), data.devices().values(), data.origin());
    Typeface.useAlone();
    FigureFiles.of(figure, caption, look, formats, stem.toString().replace('\\', '/'))
        .forEach((ending, bytes) -> write(Path.of(stem + "." + ending), bytes));
    surroundings.out().flush();
    return ExitStatus.OK;
  }

  private void write(Path file, byte[] bytes) {
    OutputOptions.write("--out", file, bytes);
    surroundings.out().println(file);
  }

  private ChartData data(FigureKind kind, List<Quality.Figure> figures) {
    Path from = chart.from();
    if (from != null) {
      refuseScenario();
      EarlierRun run = EarlierRun.read(from);
      List<String> names =
          Stream.of("device", "system")
              .flatMap(key -> run.rows().stream().flatMap(row -> row.text(key).stream()))
              .distinct()
              .toList();
      return ChartData.of(from, run, device.known(surroundings, names), Provenance.of(spec));
    }
    if (kind.writers().isPresent()) {
      throw new IllegalArgumentException("chart " + kind.key() + ": " + kind.writers().get());
    }
    Model unchanged = model.unchanged(surroundings, general.quiet());
    if (figures.isEmpty()) {
      scenario.useRange(kind, model.isNamed(), unchanged.maxContext());
    }
    List<DeviceProfile> devices = device.devices(surroundings, USUAL_DEVICE);
    Origin origin = Provenance.of(spec, unchanged, devices);
    DataType type = DeviceOptions.usualType(devices);
    List<Scenario> steps = scenario.scenarios(unchanged, type);
    if (kind == FigureKind.TORNADO) {
      return ChartData.sensitivity(
          model.single(unchanged), devices, steps, scenario.kernels(), origin);
    }
    List<Model> variants = model.variants(unchanged);
    if (!figures.isEmpty()) {
      return ChartData.tradeOffs(variants, devices, steps, scenario.kernels(), figures, origin);
    }
    return kind == FigureKind.BREAKDOWN
        ? ChartData.estimates(variants, devices, steps, scenario.kernels(), origin)
        : ChartData.comparisons(
            variants, devices, steps, scenario.kernels(), Sharding.NONE, origin);
  }

  /** An earlier run says itself what was computed. */
  private void refuseScenario() {
    for (CommandLine.Model.OptionSpec option :
        spec.commandLine().getParseResult().matchedOptions()) {
      Object owner = option.userObject() instanceof Field field ? field.getDeclaringClass() : null;
      if (owner == ModelOptions.class || owner == ScenarioOptions.class) {
        throw new IllegalArgumentException(
            option.longestName() + ": the file behind --from says already what was computed");
      }
    }
  }
}
