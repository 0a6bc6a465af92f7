package dev.headroom.sweep;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.PredictedTimes;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.HashMap;
import java.util.Map;

/** A model on a device, for which only batch and lengths are open. One thread at a time. */
final class Setup {
  /** A step laid out and bound. */
  record Bound(StepModel step, FoldedStep folded, IdealTimes ideal, PredictedTimes predicted) {}

  private final Model model;
  private final DeviceProfile device;
  private final int devices;
  private final Scenario scenario;
  private final KernelWish kernels;
  private final Ceilings ceilings;
  private final Map<Long, Bound> bound = new HashMap<>();

  /**
   * Binds.
   *
   * @param devices taken as one, links free; of more than one nothing is predicted by kernels
   * @param scenario whose batch is not looked at
   * @throws IllegalArgumentException if this cannot run
   */
  Setup(Model model, DeviceProfile device, int devices, Scenario scenario, KernelWish kernels) {
    this.model = model;
    this.device = device;
    this.devices = devices;
    this.scenario = scenario;
    this.kernels = devices == 1 ? kernels : KernelWish.NONE;
    this.ceilings = Ceilings.of(device, scenario.precision()).times(devices);
    bind(scenario);
  }

  private Bound bind(Scenario asked) {
    StepModel step = StepModel.of(model, asked);
    FoldedStep folded = new FoldedStep(step);
    IdealTimes ideal = new IdealTimes(folded, ceilings, asked.cacheState());
    return new Bound(step, folded, ideal, new PredictedTimes(step, device, asked, kernels));
  }

  /** The step for sequences of these lengths. */
  Bound step(long sequences, long query, long context) {
    if (!model.attention().variant().equals("mla")) {
      Bound only = bound.get(0L);
      return only == null ? added(0, scenario) : only;
    }
    // Latent attention left to choose takes the form with less arithmetic for the batch.
    Batch batch = Batch.uniform(sequences, query, context);
    long forms = StepModel.expandedForms(model, batch);
    Bound found = bound.get(forms);
    return found == null ? added(forms, scenario.withBatch(batch)) : found;
  }

  private Bound added(long forms, Scenario asked) {
    Bound made = bind(asked);
    bound.put(forms, made);
    return made;
  }

  Model model() {
    return model;
  }

  DeviceProfile device() {
    return device;
  }

  int devices() {
    return devices;
  }

  Scenario scenario() {
    return scenario;
  }

  KernelWish kernels() {
    return kernels;
  }

  Ceilings ceilings() {
    return ceilings;
  }
}
