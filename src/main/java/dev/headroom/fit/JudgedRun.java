package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.measurements.ModelRun;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;

/**
 * A measured run of a whole model and its prediction: the sum over its passes of what an estimate
 * of each expects. Sampling, tokenising and whatever else runs between passes are not in it.
 *
 * @param run the measurement
 * @param device by whose profile it is predicted
 * @param lowerBoundSeconds sum of the passes' bounds
 * @param rooflineSeconds sum of their rooflines
 * @param expectedSeconds sum of their predicted times, or of rooflines where nothing is known of
 *     what programs reach
 * @param predicted whether fitted kernels stand behind every pass
 */
public record JudgedRun(
    ModelRun run,
    DeviceProfile device,
    double lowerBoundSeconds,
    double rooflineSeconds,
    double expectedSeconds,
    boolean predicted) {
  /**
   * Predicts a run.
   *
   * @throws IllegalArgumentException if the model cannot run so, or the device states no peak for a
   *     data type
   */
  public static JudgedRun of(ModelRun run, Model model, DeviceProfile device, Precision types) {
    double bound = 0;
    double roofline = 0;
    double expected = 0;
    boolean fitted = true;
    for (ModelRun.Step step : run.steps()) {
      Scenario usual =
          step.prompt()
              ? Scenario.prefill(run.sequences(), step.queryTokens())
              : Scenario.decode(run.sequences(), step.cachedTokens());
      Batch batch = Batch.uniform(run.sequences(), step.queryTokens(), step.cachedTokens());
      Estimate estimate = Estimate.of(model, device, usual.withBatch(batch).withPrecision(types));
      bound += estimate.times().lowerBoundSeconds();
      roofline += estimate.times().rooflineSeconds();
      expected += estimate.expectedSeconds();
      fitted &= estimate.isPredicted();
    }
    return new JudgedRun(run, device, bound, roofline, expected, fitted);
  }

  /** Absolute error over the measured time. */
  public double error() {
    return Math.abs(expectedSeconds / run.seconds() - 1);
  }

  /** Whether the measurement is faster than the bound. */
  public boolean beatsBound() {
    return run.seconds() < lowerBoundSeconds;
  }
}
