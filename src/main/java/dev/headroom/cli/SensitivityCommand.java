package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Sourced;
import dev.headroom.report.Report;
import dev.headroom.report.view.SensitivityView;
import dev.headroom.sweep.Crossing;
import dev.headroom.sweep.Question;
import dev.headroom.sweep.Sensitivity;
import dev.headroom.sweep.SweepReader;
import dev.headroom.sweep.Uncertainty;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom sensitivity}: what the time of a step depends on, and how sure it is. */
@Command(
    name = "sensitivity",
    description = {
      "Moves every number of the profile and every quantity of scenario and model down and up, one at a"
          + " time, and says what that does to the time of a step: predicted where a fitted kernel"
          + " computes it, else the roofline. Of several variants of attention it says too from which"
          + " context and batch on each is as fast as the first, and with --interval how uncertain times"
          + " and speed-ups are. Without a device: h100-sxm.",
      "--interval draws the numbers of the profile that state a spread (or have one by --spread) and the"
          + " residuals of the fitted kernels within their bands; what states no uncertainty is exact."
    },
    footer = {
      "",
      "Examples:",
      "  headroom sensitivity -m llama-2-7b -b 16",
      "  headroom sensitivity -m llama-2-70b -a gqa:8,mqa -b 64 -c 8K --factor 1.5 --interval",
      "  headroom sensitivity -m llama-2-7b -d tpu-v4 --spread memory.bandwidth=0.1 --interval -o json"
    })
final class SensitivityCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private LayoutOptions layout = new LayoutOptions();

  @Option(
      names = "--change",
      paramLabel = "PART",
      defaultValue = "10%",
      description =
          "What is taken off and added, as 10%% or 0.1; whole numbers move by at least 1, to the nearest"
              + " that can be (default: 10%%).")
  private String change = "10%";

  @Option(
      names = "--factor",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Break-even is where a variant is so many times as fast as the first (default:"
              + " ${DEFAULT-VALUE}).")
  private double factor = 1;

  @Option(names = "--interval", description = "Draw what is uncertain; median, 80 %% and 95 %%.")
  private boolean interval;

  @Option(
      names = "--spread",
      paramLabel = "PATH=PART",
      description =
          "How uncertain a number of the profile is, instead of what it states: with 80 %% it lies"
              + " between a value/(1+PART) and a value*(1+PART), as memory.bandwidth=5%%; may be"
              + " repeated.")
  private Map<String, String> spreads = new LinkedHashMap<>();

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How often --interval draws (default: ${DEFAULT-VALUE}).")
  private String draws = "2000";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed draws the same numbers (default: ${DEFAULT-VALUE}).")
  private String seed = "1";

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  SensitivityCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    double part = part("--change", change);
    int many = (int) new IntegerList("--draws", 10, 1_000_000).single(draws);
    long from = new IntegerList("--seed", 0, Integer.MAX_VALUE).single(seed);
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("--factor: must be above 0 and finite, was " + factor);
    }
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, EstimateCommand.USUAL_DEVICE);
    List<Model> variants = model.asked(unchanged);
    List<Scenario> steps = scenario.scenarios(unchanged, DeviceOptions.usualType(devices));
    if (steps.size() > 1) {
      throw new IllegalArgumentException(
          "--batch-size, --query-length, --context-length: take one value each here, had "
              + steps.size()
              + " combinations");
    }
    List<List<Sensitivity>> all = new ArrayList<>();
    List<Crossing> crossings = new ArrayList<>();
    List<Uncertainty> uncertainty = new ArrayList<>();
    for (DeviceProfile each : devices) {
      List<Question> questions = questions(variants, each, steps.get(0));
      questions.forEach(question -> all.add(Sensitivity.of(question, part)));
      questions.stream()
          .skip(1)
          .forEach(other -> crossings.addAll(Crossing.between(questions.get(0), other, factor)));
      Map<String, Double> asked = spreads(each);
      if (interval) {
        uncertainty.add(Uncertainty.of(questions, asked, many, from));
      }
    }
    Report report =
        SensitivityView.of(
            Provenance.of(spec, unchanged, devices), all, part, crossings, uncertainty);
    output.write(report, surroundings);
    return ExitStatus.OK;
  }

  private List<Question> questions(List<Model> variants, DeviceProfile on, Scenario step) {
    return variants.stream()
        .map(each -> new Question(each, on, step, scenario.kernels(), layout.sharding()))
        .toList();
  }

  private Map<String, Double> spreads(DeviceProfile on) {
    Map<String, Double> asked = new LinkedHashMap<>();
    spreads.forEach(
        (path, text) -> {
          Sourced number =
              SweepReader.find(path, on)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "--spread: of device '"
                                  + on.name()
                                  + "': "
                                  + Nearest.unknown("number", path, SweepReader.settable(on))));
          asked.put(number.keyPath(), part("--spread " + path, text));
        });
    if (!asked.isEmpty() && !interval) {
      throw new IllegalArgumentException("--spread: is drawn by --interval; give both");
    }
    return asked;
  }

  /** A part of one, as {@code 10%} or {@code 0.1}. */
  private static double part(String option, String text) {
    String plain = text.strip();
    boolean percent = plain.endsWith("%");
    try {
      double number = Double.parseDouble(percent ? plain.substring(0, plain.length() - 1) : plain);
      double part = percent ? number / 100 : number;
      if (part > 0 && part < 1) {
        return part;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        option + ": must be a part such as 10% or 0.1, above 0 and below 1, was '" + text + "'");
  }
}
