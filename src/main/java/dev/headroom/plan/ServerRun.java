package dev.headroom.plan;

import org.HdrHistogram.Histogram;

/**
 * What happened to every request of a simulated server, in seconds from the first arrival.
 *
 * @param requests what was asked
 * @param queuedSeconds when the scheduler heard of it, between two steps
 * @param scheduledSeconds when its first chunk was scheduled
 * @param firstTokenSeconds when its first token was there
 * @param lastTokenSeconds when its last token was there
 * @param totals of the run
 * @param gapMicroseconds time from each token to the next of the same request
 * @param copies of the server
 */
// The arrays are handed over by the simulation, which forgets them.
@SuppressWarnings("ArrayRecordComponent")
public record ServerRun(
    RequestStream requests,
    double[] queuedSeconds,
    double[] scheduledSeconds,
    double[] firstTokenSeconds,
    double[] lastTokenSeconds,
    Totals totals,
    Histogram gapMicroseconds,
    int copies) {

  /**
   * Sums over a run and its copies.
   *
   * @param seconds from the first arrival to the last token
   * @param steps of all devices
   * @param busySeconds in which devices computed, of all copies together
   * @param preemptions of running requests whose blocks were taken
   * @param computedTokens that went through the model, those of preempted requests again
   * @param requestSeconds the time integral of requests in the system
   * @param runningSeconds the time integral of running requests
   * @param blockSeconds the time integral of held KV blocks
   */
  public record Totals(
      double seconds,
      long steps,
      double busySeconds,
      long preemptions,
      long computedTokens,
      double requestSeconds,
      double runningSeconds,
      double blockSeconds) {}

  /** Time to first token of each request: from the queue to its first token. */
  public double[] timesToFirstToken() {
    return differences(firstTokenSeconds, queuedSeconds);
  }

  /** Time from the queue to the last token of each request. */
  public double[] latencies() {
    return differences(lastTokenSeconds, queuedSeconds);
  }

  /**
   * Mean time from a token to the next of each request: {@code (last − first) / (outputs − 1)}; NaN
   * of a request with one token.
   */
  public double[] timesPerOutputToken() {
    double[] times = differences(lastTokenSeconds, firstTokenSeconds);
    for (int i = 0; i < times.length; i++) {
      int gaps = requests.outputTokens()[i] - 1;
      times[i] = gaps > 0 ? times[i] / gaps : Double.NaN;
    }
    return times;
  }

  private static double[] differences(double[] to, double[] from) {
    double[] seconds = new double[to.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = to[i] - from[i];
    }
    return seconds;
  }
}
