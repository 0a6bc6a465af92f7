package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;

/**
 * All that an estimate follows from.
 *
 * @param model what is computed
 * @param device where
 * @param scenario for whom and how
 * @param kernels by which attention is to be predicted
 * @param sharding over how many devices, and how
 */
public record Question(
    Model model, DeviceProfile device, Scenario scenario, KernelWish kernels, Sharding sharding) {

  /** The question that an estimate answers. */
  public static Question of(Estimate estimate, KernelWish kernels) {
    return new Question(
        estimate.model(), estimate.device(), estimate.scenario(), kernels, estimate.sharding());
  }

  /**
   * The answer.
   *
   * @throws IllegalArgumentException if this cannot run
   */
  public Estimate answer() {
    return Estimate.of(model, device, scenario, kernels, sharding);
  }

  /** The same of another model. */
  public Question withModel(Model other) {
    return new Question(other, device, scenario, kernels, sharding);
  }

  /** The same on another device. */
  public Question withDevice(DeviceProfile other) {
    return new Question(model, other, scenario, kernels, sharding);
  }

  /** The same in another scenario. */
  public Question withScenario(Scenario other) {
    return new Question(model, device, other, kernels, sharding);
  }

  /** The same in other data types. */
  Question withPrecision(Precision precision) {
    return withScenario(scenario.withPrecision(precision));
  }

  /** The same with equal sequences of these numbers. */
  Question withSequences(long sequences, long query, long context) {
    return withScenario(scenario.withBatch(Batch.uniform(sequences, query, context)));
  }

  /** Whether all sequences are equal. */
  boolean isUniform() {
    return scenario.batch().segments().size() == 1;
  }

  /** The equal sequences. */
  Segment sequences() {
    return scenario.batch().segments().get(0);
  }
}
