package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.view.CompareView;
import dev.headroom.sweep.Comparison;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headroom compare}: variants side by side. */
@Command(
    name = "compare",
    description =
        "Puts attention variants side by side: work, traffic, the time nothing can beat, the roofline,"
            + " what fits, and from which context on a variant is twice as fast. Without options: what"
            + " multi-query attention buys the translation model of Shazeer 2019. Without a device:"
            + " tpu-v2, tpu-v5e and h200-sxm.",
    footer = {
      "",
      "Examples:",
      "  headroom compare",
      "  headroom compare -m llama-2-7b -d a100-80gb-sxm,h100-sxm -a mha,gqa:8,mqa -b 8 -c 8K",
      "  headroom compare -m llama-2-70b -d tpu-v5e -b 1-256*4 -c 2048,32768 -o csv",
      "  headroom compare --phase generate --output-len 128 --runtime mesh-tensorflow-2019",
      "  headroom compare -m deepseek-v3 -d h200-sxm -a mla,mha,mqa --kv-cache-dtype fp8 -o latex"
    })
final class CompareCommand implements Callable<Integer> {
  static final List<String> USUAL_DEVICES = List.of("tpu-v2", "tpu-v5e", "h200-sxm");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private LayoutOptions layout = new LayoutOptions();
  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private RunOptions wholeRun = new RunOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  CompareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    if (!model.isNamed()) {
      scenario.usePaperStep();
    }
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, USUAL_DEVICES);
    List<Model> variants = model.variants(unchanged);
    Origin origin = Provenance.of(spec, unchanged, devices);
    Optional<Report> whole =
        WholeRuns.report(origin, variants, devices, scenario, wholeRun, layout.sharding());
    if (whole.isPresent()) {
      output.write(whole.get(), surroundings);
      return ExitStatus.OK;
    }
    List<Scenario> steps = scenario.scenarios(unchanged, DeviceOptions.usualType(devices));
    List<Comparison> comparisons =
        Comparison.all(variants, devices, steps, scenario.kernels(), layout.sharding());
    output.write(CompareView.of(origin, comparisons, quality.figures()), surroundings);
    return ExitStatus.OK;
  }
}
