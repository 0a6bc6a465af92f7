package dev.headroom.measure;

/**
 * What a micro-benchmark reached, with what is needed to judge it.
 *
 * @param setting what was measured
 * @param rate in the probe's unit, by the median of the clean samples
 * @param bestRate by the fastest clean sample
 * @param n clean samples, at least 1
 * @param rejected samples that something disturbed
 * @param spread range of the middle four fifths of the samples over the median
 * @param settled whether the warm-up saw times and allocation settle
 */
public record Reading(
    Setting setting,
    double rate,
    double bestRate,
    int n,
    int rejected,
    double spread,
    boolean settled) {
  /** Refuses what no clean sample can give. */
  public Reading {
    if (!(rate > 0) || Double.isInfinite(bestRate) || !(bestRate >= rate) || n < 1) {
      throw new IllegalArgumentException(
          setting.describe()
              + ": needs a clean sample and 0 < rate <= best rate, had n = "
              + n
              + ", "
              + rate
              + " and "
              + bestRate);
    }
  }

  /** The reading of samples that are not empty. */
  static Reading of(MicroBenchmark benchmark, Samples samples) {
    double amount = benchmark.amountPerCall();
    return new Reading(
        benchmark.setting(),
        amount / samples.median(),
        amount / samples.fastest(),
        samples.n(),
        samples.rejected(),
        samples.spread(),
        samples.settled());
  }
}
