package dev.headroom.plan;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * How a server fared over all its copies.
 *
 * @param timeToFirstToken from the queue to the first token
 * @param timePerOutputToken of each request its mean time from token to token
 * @param latency from the queue to the last token
 * @param gap of each token the time since the one before, in seconds
 * @param load what the server did
 */
public record ServingSummary(
    LatencySummary timeToFirstToken,
    LatencySummary timePerOutputToken,
    LatencySummary latency,
    LatencySummary gap,
    Load load) {
  private static final double SECONDS = 1e-6;

  /**
   * What a server did, over all copies together but for the shares, which are means.
   *
   * @param requestsPerSecond served over the time of the longest run
   * @param outputTokensPerSecond generated over the same
   * @param busyShare of the time in which the device computed
   * @param meanRunning running requests, the mean over time
   * @param meanWaiting waiting requests, the mean over time
   * @param meanKvShare share of the KV blocks that were held, the mean over time
   * @param preemptions of running requests
   * @param seconds of the longest run
   */
  public record Load(
      double requestsPerSecond,
      double outputTokensPerSecond,
      double busyShare,
      double meanRunning,
      double meanWaiting,
      double meanKvShare,
      long preemptions,
      double seconds) {}

  /** The summary of the runs of all copies under so many KV blocks each. */
  public static ServingSummary of(List<ServerRun> runs, int blocks) {
    Histogram gaps = new Histogram(runs.get(0).gapMicroseconds());
    gaps.reset();
    runs.forEach(run -> gaps.add(run.gapMicroseconds()));
    double seconds = runs.stream().mapToDouble(run -> run.totals().seconds()).max().orElse(0);
    double served = runs.stream().mapToInt(run -> run.requests().size()).sum();
    double tokens = runs.stream().mapToLong(run -> run.requests().totalOutput()).sum();
    double running = sum(runs, run -> run.totals().runningSeconds()) / seconds;
    double inSystem = sum(runs, run -> run.totals().requestSeconds()) / seconds;
    double time = seconds * runs.size();
    return new ServingSummary(
        LatencySummary.of(merged(runs, ServerRun::timesToFirstToken)),
        LatencySummary.of(merged(runs, ServerRun::timesPerOutputToken)),
        LatencySummary.of(merged(runs, ServerRun::latencies)),
        of(gaps),
        new Load(
            served / seconds,
            tokens / seconds,
            sum(runs, run -> run.totals().busySeconds()) / time,
            running,
            inSystem - running,
            sum(runs, run -> run.totals().blockSeconds()) / (time * blocks),
            (long) sum(runs, run -> run.totals().preemptions()),
            seconds));
  }

  private static LatencySummary of(Histogram gaps) {
    if (gaps.getTotalCount() == 0) {
      return LatencySummary.of(new double[0]);
    }
    return new LatencySummary(
        (int) Math.min(Integer.MAX_VALUE, gaps.getTotalCount()),
        gaps.getMean() * SECONDS,
        gaps.getValueAtPercentile(50) * SECONDS,
        gaps.getValueAtPercentile(90) * SECONDS,
        gaps.getValueAtPercentile(99) * SECONDS);
  }

  private static double sum(List<ServerRun> runs, ToDoubleFunction<ServerRun> part) {
    return runs.stream().mapToDouble(part).sum();
  }

  /** The times of all requests in the order of their arrival; copies took turns. */
  public static double[] merged(List<ServerRun> runs, Function<ServerRun, double[]> times) {
    int n = runs.stream().mapToInt(run -> run.requests().size()).sum();
    double[] all = new double[n];
    for (int copy = 0; copy < runs.size(); copy++) {
      double[] own = times.apply(runs.get(copy));
      for (int i = 0; i < own.length; i++) {
        all[copy + i * runs.size()] = own[i];
      }
    }
    return all;
  }
}
