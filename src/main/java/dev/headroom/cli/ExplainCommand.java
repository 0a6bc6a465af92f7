package dev.headroom.cli;

import dev.headroom.cost.Formula;
import dev.headroom.cost.FormulaSheet;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.view.ExplainView;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.TimeFormulas;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headroom explain}: every formula with the numbers filled in. */
@Command(
    name = "explain",
    description =
        "Writes every formula of an estimate with its numbers filled in, to be redone with a calculator."
            + " Without a device: h100-sxm.",
    footer = {
      "",
      "Examples:",
      "  headroom explain -m llama-2-7b -d a100-80gb-sxm --cache-state cold",
      "  headroom explain -m shazeer-wmt-mqa -d tpu-v2 -b 128 -c 127 -o md"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private ScenarioOptions scenario = new ScenarioOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, EstimateCommand.USUAL_DEVICE);
    Model chosen = model.single(unchanged);
    List<Scenario> scenarios = scenario.scenarios(chosen, DeviceOptions.usualType(devices));
    if (devices.size() > 1 || scenarios.size() > 1) {
      throw new IllegalArgumentException(
          "explain: takes one device and one batch; devices asked for: "
              + devices.size()
              + ", batches: "
              + scenarios.size());
    }
    Estimate estimate = Estimate.of(chosen, devices.get(0), scenarios.get(0), scenario.kernels());
    List<Formula> formulas =
        new ArrayList<>(FormulaSheet.of(chosen, scenarios.get(0), estimate.cost()));
    formulas.addAll(TimeFormulas.of(estimate));
    output.write(
        ExplainView.of(Provenance.of(spec, unchanged, devices), estimate, formulas), surroundings);
    return ExitStatus.OK;
  }
}
