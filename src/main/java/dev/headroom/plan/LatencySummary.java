package dev.headroom.plan;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Statistics of a time over requests, in seconds. Percentiles interpolate linearly between order
 * statistics, as benchmarks of servers do (NumPy's default).
 *
 * @param n requests
 * @param mean arithmetic mean
 * @param median half of them took less
 * @param p90 nine of ten took less
 * @param p99 99 of 100 took less
 */
public record LatencySummary(int n, double mean, double median, double p90, double p99) {
  /** The statistics of some times, of which those that are NaN do not count. */
  public static LatencySummary of(double[] seconds) {
    double[] known = Arrays.stream(seconds).filter(second -> !Double.isNaN(second)).toArray();
    if (known.length == 0) {
      return new LatencySummary(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    Percentile percentile = percentile(known);
    return new LatencySummary(
        known.length,
        new Mean().evaluate(known),
        percentile.evaluate(50),
        percentile.evaluate(90),
        percentile.evaluate(99));
  }

  /** One percentile of some times, from above 0 to 100. */
  public static double percentile(double[] seconds, double percent) {
    double[] known = Arrays.stream(seconds).filter(second -> !Double.isNaN(second)).toArray();
    return known.length == 0 ? Double.NaN : percentile(known).evaluate(percent);
  }

  private static Percentile percentile(double[] known) {
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(known);
    return percentile;
  }
}
