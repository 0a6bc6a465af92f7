package dev.headroom.plan;

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
   * @param requestsPerSecond served over the time of the run
   * @param outputTokensPerSecond generated over the same
   * @param busyShare of the time in which the device computed
   * @param meanRunning running requests, the mean over time
   * @param meanWaiting waiting requests, the mean over time
   * @param meanKvShare share of the KV blocks that were held, the mean over time
   * @param preemptions of running requests
   * @param seconds of the run
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

  /** The summary of a run under so many KV blocks a copy. */
  public static ServingSummary of(ServerRun run, int blocks) {
    ServerRun.Totals totals = run.totals();
    double seconds = totals.seconds();
    double time = seconds * run.copies();
    return new ServingSummary(
        LatencySummary.of(run.timesToFirstToken()),
        LatencySummary.of(run.timesPerOutputToken()),
        LatencySummary.of(run.latencies()),
        of(run.gapMicroseconds()),
        new Load(
            run.requests().size() / seconds,
            run.requests().totalOutput() / seconds,
            totals.busySeconds() / time,
            totals.runningSeconds() / seconds,
            (totals.requestSeconds() - totals.runningSeconds()) / seconds,
            totals.blockSeconds() / (time * blocks),
            totals.preemptions(),
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
}
