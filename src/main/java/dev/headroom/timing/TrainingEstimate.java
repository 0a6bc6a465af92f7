package dev.headroom.timing;

import dev.headroom.cost.StepCost;
import dev.headroom.cost.TrainingModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Training;
import java.util.OptionalDouble;

/**
 * What one training step of a model costs on a device.
 *
 * @param model what is trained
 * @param device where; of several, each has all weights and its own part of the batch
 * @param scenario equal sequences, types and program
 * @param layout the step's operators
 * @param cost the counts
 * @param ceilings the device at these data types
 * @param times the ideal times
 */
public record TrainingEstimate(
    Model model,
    DeviceProfile device,
    Scenario scenario,
    TrainingModel layout,
    StepCost cost,
    Ceilings ceilings,
    StepTimes times) {

  /**
   * Counts a training step and times it.
   *
   * @throws IllegalArgumentException if the model cannot be trained so, or the device states no
   *     peak for a data type
   */
  public static TrainingEstimate of(
      Model model, DeviceProfile device, Scenario scenario, Training training) {
    TrainingModel layout = TrainingModel.of(model, scenario, training);
    Ceilings ceilings = Ceilings.of(device, scenario.precision());
    StepCost cost = layout.step().count(scenario.batch());
    return new TrainingEstimate(
        model,
        device,
        scenario,
        layout,
        cost,
        ceilings,
        StepTimes.of(cost, ceilings, scenario.cacheState()));
  }

  /** The predicted time of a step, if the device's profile says what programs reach. */
  public OptionalDouble predictedSeconds() {
    return ProgramTime.of(device, scenario.precision(), scenario.policy())
        .map(time -> OptionalDouble.of(time.seconds(layout.step(), scenario.batch())))
        .orElse(OptionalDouble.empty());
  }

  /** The predicted time or, where there is none, the roofline. */
  public double bestSeconds() {
    return predictedSeconds().orElse(times.rooflineSeconds());
  }

  /** Tokens of targets and, with an encoder, of sources. */
  public long tokens() {
    return scenario.batch().tokens() + scenario.batch().sequences() * scenario.sourceLength();
  }

  /** FLOP of three forward passes, of visible pairs and weights: what utilisation is of. */
  public double modelFlop() {
    return layout.modelFlop(scenario.batch());
  }

  /** Model FLOP over what the device could do in this time at its dense peak. */
  public double modelFlopUtilisation(double seconds) {
    return modelFlop() / (seconds * ceilings.weightFlop());
  }

  /** What lies in memory. */
  public TrainingModel.Memory memory() {
    return layout.memory(scenario.batch(), cost);
  }

  /** Whether it fits. */
  public boolean fits() {
    return memory().requiredBytes(layout.training().recompute()) <= device.capacityBytes();
  }
}
