package dev.headroom.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a machine repeats itself: one pass of measurements predicting another. No model can be
 * judged more finely than this floor.
 *
 * @param n actions that both passes have a clean time of
 * @param median of the absolute relative errors, a fraction
 * @param p90 their 90th percentile
 * @param worst the largest
 * @param bias geometric mean of first over second; 1 if the machine did not drift
 */
public record Repeatability(int n, double median, double p90, double worst, double bias) {
  /**
   * Compares two passes over the same actions by their medians.
   *
   * @throws IllegalArgumentException if the passes differ in length, or no action has a clean time
   *     in both
   */
  public static Repeatability of(List<Samples> first, List<Samples> second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "passes: must have the same actions, had " + first.size() + " and " + second.size());
    }
    List<Double> ratios =
        IntStream.range(0, first.size())
            .filter(i -> !first.get(i).isEmpty() && !second.get(i).isEmpty())
            .mapToObj(i -> first.get(i).median() / second.get(i).median())
            .toList();
    if (ratios.isEmpty()) {
      throw new IllegalArgumentException("passes: no action has a clean time in both");
    }
    Samples errors =
        new Samples("errors", ratios.stream().map(r -> Math.abs(r - 1)).toList(), 0, 1, true, true);
    double logs = ratios.stream().mapToDouble(Math::log).average().orElseThrow();
    return new Repeatability(
        ratios.size(), errors.median(), errors.quantile(0.9), errors.quantile(1), Math.exp(logs));
  }
}
