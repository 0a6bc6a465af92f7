package dev.headroom.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Read bandwidth by working set, and the levels that it tells of. What a processor says about its
 * caches is the host's view; where the bandwidth falls is what a program gets.
 *
 * <p>The curve is taken for a staircase: the one with the least squared error of the logarithm
 * among all with at most four steps, where a further step must explain more than {@value
 * #PRICE_OF_A_STEP}. A level's capacity is where the curve crosses the geometric mean of the steps
 * on both sides.
 */
public final class BandwidthCurve {
  /** Three caches and the memory; a fifth would be a slow slope between two of them. */
  private static final int MOST_STEPS = 4;

  /** One point alone is the slope between two steps, and belongs to neither. */
  private static final int LEAST_POINTS = 2;

  /** About two points off by a sixth each: less is noise. */
  private static final double PRICE_OF_A_STEP = 0.05;

  private final List<Point> points;

  /** Bandwidth at a working set. */
  private record Point(long bytes, double best, double envelope) {}

  /**
   * The curve of read measurements with one number of threads.
   *
   * @throws IllegalArgumentException if there are none
   */
  public BandwidthCurve(List<Reading> reads) {
    List<Reading> sorted =
        reads.stream()
            .sorted(Comparator.comparingLong(read -> read.setting().workingSetBytes()))
            .toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("reads: must not be empty");
    }
    List<Point> inner = new ArrayList<>();
    double envelope = 0;
    for (int i = sorted.size() - 1; i >= 0; i--) {
      Reading read = sorted.get(i);
      // A smaller set is never slower, so a dip is a disturbance.
      envelope = Math.max(envelope, read.bestRate());
      inner.add(0, new Point(read.setting().workingSetBytes(), read.bestRate(), envelope));
    }
    points = List.copyOf(inner);
  }

  /** The levels from the innermost to the outermost; at least one. */
  public List<MemoryPlateau> plateaus() {
    List<Integer> starts = starts();
    List<MemoryPlateau> plateaus = new ArrayList<>();
    for (int step = 0; step < starts.size(); step++) {
      int from = starts.get(step);
      boolean last = step == starts.size() - 1;
      int to = last ? points.size() : starts.get(step + 1);
      double best =
          points.subList(flat(from, to), to).stream().mapToDouble(Point::best).max().orElseThrow();
      plateaus.add(
          new MemoryPlateau(
              last ? Double.POSITIVE_INFINITY : crossing(from, to, end(starts, step + 1)), best));
    }
    return plateaus;
  }

  private int end(List<Integer> starts, int step) {
    return step + 1 < starts.size() ? starts.get(step + 1) : points.size();
  }

  /** Where the curve leaves the step [from, to) for the step [to, end). */
  private double crossing(int from, int to, int end) {
    double threshold = (level(from, to) + level(to, end)) / 2;
    int above = to - 1;
    while (above > from && logBandwidth(above) < threshold) {
      above--;
    }
    int below = above + 1;
    while (below < end - 1 && logBandwidth(below) >= threshold) {
      below++;
      above++;
    }
    double rise = logBandwidth(above) - logBandwidth(below);
    double share = rise > 0 ? (logBandwidth(above) - threshold) / rise : 0.5;
    double place = Math.min(1, Math.max(0, share));
    double inner = Math.log(points.get(above).bytes());
    return Math.exp(inner + place * (Math.log(points.get(below).bytes()) - inner));
  }

  private double logBandwidth(int point) {
    return Math.log(points.get(point).envelope());
  }

  /** Mean of the logarithms of a step's points. */
  private double level(int from, int to) {
    return mean(flat(from, to), to);
  }

  private double squaredError(int from, int to) {
    return deviation(flat(from, to), to);
  }

  /** First point of a step that is not on the slope down to it. */
  private int flat(int from, int to) {
    boolean mayBeSlope = from > 0 && to - from > LEAST_POINTS;
    return mayBeSlope && deviation(from + 1, to) < deviation(from, to) ? from + 1 : from;
  }

  private double mean(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += logBandwidth(i);
    }
    return sum / (to - from);
  }

  private double deviation(int from, int to) {
    double mean = mean(from, to);
    double sum = 0;
    for (int i = from; i < to; i++) {
      double error = logBandwidth(i) - mean;
      sum += error * error;
    }
    return sum;
  }

  /** First points of the best staircase's steps, by dynamic programming. */
  private List<Integer> starts() {
    int n = points.size();
    int most = Math.max(1, Math.min(MOST_STEPS, n / LEAST_POINTS));
    double[][] cost = new double[most + 1][n + 1];
    int[][] start = new int[most + 1][n + 1];
    for (int end = 1; end <= n; end++) {
      cost[1][end] = squaredError(0, end);
    }
    for (int steps = 2; steps <= most; steps++) {
      Arrays.fill(cost[steps], Double.POSITIVE_INFINITY);
      for (int end = steps * LEAST_POINTS; end <= n; end++) {
        for (int from = end - LEAST_POINTS; from >= (steps - 1) * LEAST_POINTS; from--) {
          double candidate = cost[steps - 1][from] + squaredError(from, end);
          if (candidate < cost[steps][end]) {
            cost[steps][end] = candidate;
            start[steps][end] = from;
          }
        }
      }
    }
    int best = 1;
    for (int steps = 2; steps <= most; steps++) {
      if (priced(cost, steps, n) < priced(cost, best, n)) {
        best = steps;
      }
    }
    List<Integer> starts = new ArrayList<>();
    int end = n;
    for (int steps = best; steps >= 1; steps--) {
      end = start[steps][end];
      starts.add(0, end);
    }
    return starts;
  }

  private static double priced(double[][] cost, int steps, int n) {
    return cost[steps][n] + PRICE_OF_A_STEP * steps;
  }
}
