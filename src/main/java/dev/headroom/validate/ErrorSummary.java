package dev.headroom.validate;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How far predictions are from measurements. Errors are {@code |predicted − measured| / measured},
 * as fractions.
 *
 * @param n pairs
 * @param median half of the errors are at most this
 * @param p90 nine tenths of them are; between two errors by linear interpolation (type 7, as numpy
 *     does)
 * @param worst none is larger
 * @param bias geometric mean of predicted over measured: above 1, predictions are too slow on the
 *     whole
 */
public record ErrorSummary(int n, double median, double p90, double worst, double bias) {
  /** Below this, calls are timed by their overhead. */
  public static final double LONG_SECONDS = 30e-6;

  /**
   * Summarises pairs of seconds.
   *
   * @param predicted one prediction for each measurement, all above 0
   * @param measured all above 0
   * @throws IllegalArgumentException if there is none, their numbers differ, or one is not above 0
   */
  public static ErrorSummary of(double[] predicted, double[] measured) {
    if (predicted.length != measured.length || predicted.length == 0) {
      throw new IllegalArgumentException(
          "pairs: needs as many predictions as measurements and at least one, had "
              + predicted.length
              + " and "
              + measured.length);
    }
    double[] errors = new double[predicted.length];
    double logSum = 0;
    for (int i = 0; i < errors.length; i++) {
      if (!(predicted[i] > 0) || !(measured[i] > 0)) {
        throw new IllegalArgumentException(
            "pair " + i + ": must be above 0, was " + predicted[i] + " and " + measured[i]);
      }
      errors[i] = Math.abs(predicted[i] - measured[i]) / measured[i];
      logSum += Math.log(predicted[i] / measured[i]);
    }
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(errors);
    return new ErrorSummary(
        errors.length,
        percentile.evaluate(50),
        percentile.evaluate(90),
        Arrays.stream(errors).max().orElseThrow(),
        Math.exp(logSum / errors.length));
  }
}
