package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.view.EstimateView;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headroom estimate}: one configuration, operator by operator. */
@Command(
    name = "estimate",
    description =
        "Estimates one step of one model, in sum and operator by operator. Without a device: h100-sxm.",
    footer = {
      "",
      "Examples:",
      "  headroom estimate -m llama-2-7b -d a100-80gb-sxm",
      "  headroom estimate -m llama-2-7b -d h100-sxm --phase prefill --query-length 4096 -b 4",
      "  headroom estimate -m llama-2-70b -d a100 --tensor-parallel 8 -b 64",
      "  headroom estimate -m llama-3.1-8b -d l40s --sequences 16x1@4096,1x512@0 -o json",
      "  headroom estimate -m llama-2-7b -d h200-sxm --phase train -b 4 --recompute"
    })
final class EstimateCommand implements Callable<Integer> {
  static final List<String> USUAL_DEVICE = List.of("h100-sxm");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private LayoutOptions layout = new LayoutOptions();
  @Mixin private RunOptions wholeRun = new RunOptions();
  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  EstimateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, USUAL_DEVICE);
    Model chosen = model.single(unchanged);
    Origin origin = Provenance.of(spec, unchanged, devices);
    Optional<Report> whole =
        WholeRuns.report(origin, List.of(chosen), devices, scenario, wholeRun, layout.sharding());
    if (whole.isPresent()) {
      output.write(whole.get(), surroundings);
      return ExitStatus.OK;
    }
    List<Estimate> estimates = new ArrayList<>();
    for (DeviceProfile each : devices) {
      for (Scenario step : scenario.scenarios(chosen, DeviceOptions.usualType(devices))) {
        estimates.add(Estimate.of(chosen, each, step, scenario.kernels(), layout.sharding()));
      }
    }
    output.write(EstimateView.of(origin, estimates, quality.figures()), surroundings);
    return ExitStatus.OK;
  }
}
