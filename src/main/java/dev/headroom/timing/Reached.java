package dev.headroom.timing;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Overheads;
import dev.headroom.workload.Precision;

/**
 * What a program reaches of a device, and what it costs beside the work: the profile's and the
 * runtime's word, or a calibration's.
 *
 * @param matrixEfficiency part of the matrix peaks, above 0 and at most 1; not a number if unknown
 * @param memoryEfficiency part of the memory's bandwidth, above 0 and at most 1
 * @param fewRowRate bytes of cached keys and values per second and row; infinite where it does not
 *     matter
 * @param linkStepSeconds latency of a step of the fastest link
 * @param overheads of the program
 */
public record Reached(
    double matrixEfficiency,
    double memoryEfficiency,
    double fewRowRate,
    double linkStepSeconds,
    Overheads overheads) {

  /** What profile and runtime say. */
  public static Reached of(DeviceProfile device, ExecutionPolicy policy) {
    return new Reached(
        device.matrixEfficiency().orElse(Double.NaN),
        device.memoryEfficiency().orElse(1),
        device.fewRowRateBytesPerSecond().orElse(Double.POSITIVE_INFINITY),
        LinkTimes.stepSeconds(device.links()),
        policy.compiled().overheads());
  }

  /** The same, but that it is unknown what programs reach where no prediction is wished for. */
  static Reached of(DeviceProfile device, ExecutionPolicy policy, KernelWish wish) {
    Reached said = of(device, policy);
    return wish.isNone() ? said.withMatrixEfficiency(Double.NaN) : said;
  }

  /** Whether it is known what programs reach. */
  public boolean isKnown() {
    return !Double.isNaN(matrixEfficiency);
  }

  /** Part of the bandwidth at which weights come: less where they are widened before products. */
  public double weightRate(Precision precision) {
    DataType stored = precision.weights();
    return stored.bits() < precision.weightProducts().bits() ? overheads.rateOf(stored) : 1;
  }

  /** The same with another efficiency of products. */
  public Reached withMatrixEfficiency(double value) {
    return new Reached(value, memoryEfficiency, fewRowRate, linkStepSeconds, overheads);
  }

  /** The same with another efficiency of memory. */
  public Reached withMemoryEfficiency(double value) {
    return new Reached(matrixEfficiency, value, fewRowRate, linkStepSeconds, overheads);
  }

  /** The same with another rate of products of few rows. */
  public Reached withFewRowRate(double value) {
    return new Reached(matrixEfficiency, memoryEfficiency, value, linkStepSeconds, overheads);
  }

  /** The same with another latency of the fastest link. */
  public Reached withLinkStepSeconds(double value) {
    return new Reached(matrixEfficiency, memoryEfficiency, fewRowRate, value, overheads);
  }

  /** The same with other overheads. */
  public Reached withOverheads(Overheads other) {
    return new Reached(matrixEfficiency, memoryEfficiency, fewRowRate, linkStepSeconds, other);
  }
}
