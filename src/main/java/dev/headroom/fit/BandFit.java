package dev.headroom.fit;

import dev.headroom.hardware.ErrorBands;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Makes uncertainty bands of measurements and their predictions by fits that did not see them.
 *
 * <p>Of {@code n} ratios in order, the shares of all calls that lie between two of them, {@code m}
 * places apart, are spread as Beta(m, n − m + 1), whatever the ratios' own distribution. The band
 * takes the smallest {@code m} with which at least 80 % of all calls lie in it with a probability
 * of 75 %: little more than 80 % of many rows, more of few (Wilks 1941, tolerance limits).
 */
final class BandFit {
  private static final double CONTENT = 0.80;
  private static final double CONFIDENCE = 0.75;

  /** Fewer calls of a sort have no band of their own. */
  private static final int FEWEST = 30;

  private BandFit() {}

  /**
   * A call's measured over predicted time.
   *
   * @param measuredOverPredicted above 0
   * @param predicted seconds, by which the call is short or long
   * @param windowed whether it has a window
   */
  record Ratio(double measuredOverPredicted, double predicted, boolean windowed) {}

  /** The bands of these calls, at least one. */
  static ErrorBands of(List<Ratio> ratios) {
    Map<ErrorBands.Sort, List<Ratio>> bySort = new EnumMap<>(ErrorBands.Sort.class);
    ratios.forEach(
        each ->
            bySort
                .computeIfAbsent(
                    ErrorBands.Sort.of(each.predicted, each.windowed), sort -> new ArrayList<>())
                .add(each));
    Map<ErrorBands.Sort, ErrorBands.Band> sorts = new EnumMap<>(ErrorBands.Sort.class);
    bySort.forEach(
        (sort, found) -> {
          if (found.size() >= FEWEST) {
            sorts.put(sort, band(found));
          }
        });
    return new ErrorBands(band(ratios), sorts);
  }

  private static ErrorBands.Band band(List<Ratio> ratios) {
    double[] sorted = ratios.stream().mapToDouble(Ratio::measuredOverPredicted).sorted().toArray();
    int n = sorted.length;
    int apart = apart(n);
    int below = (n + 1 - apart) / 2;
    int low = Math.max(below, 1);
    int high = Math.min(low + apart, n);
    // The prediction itself is always within its band.
    return new ErrorBands.Band(Math.min(sorted[low - 1], 1), Math.max(sorted[high - 1], 1));
  }

  /** Places between the ends of a band over so many rows; as many as there are if too few. */
  static int apart(int rows) {
    BinomialDistribution inside = new BinomialDistribution(rows, CONTENT);
    int apart = (int) Math.floor(CONTENT * rows);
    while (apart < rows && inside.cumulativeProbability(apart - 1) < CONFIDENCE) {
      apart++;
    }
    return apart;
  }
}
