package dev.headroom.plan;

/**
 * What requests are promised, each at one percentile over requests.
 *
 * @param timeToFirstToken most seconds to the first token; infinite for no promise
 * @param timePerOutputToken most seconds from token to token, the mean of a request
 * @param latency most seconds to the last token
 * @param percentile of requests for which it is kept, above 0 and at most 100
 */
public record Promise(
    double timeToFirstToken, double timePerOutputToken, double latency, double percentile) {
  /** Checks the ranges. */
  public Promise {
    if (!(percentile > 0 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "--percentile: must be above 0 and at most 100, was " + percentile);
    }
    if (!(timeToFirstToken > 0 && timePerOutputToken > 0 && latency > 0)) {
      throw new IllegalArgumentException("--ttft, --tpot, --latency: must be above 0");
    }
  }

  /**
   * Times that requests got, or would get alone.
   *
   * @param timeToFirstToken seconds
   * @param timePerOutputToken seconds
   * @param latency seconds
   */
  public record Times(double timeToFirstToken, double timePerOutputToken, double latency) {
    /** The times at a percentile over the requests of a run. */
    public static Times of(ServerRun run, double percentile) {
      return new Times(
          LatencySummary.percentile(run.timesToFirstToken(), percentile),
          LatencySummary.percentile(run.timesPerOutputToken(), percentile),
          LatencySummary.percentile(run.latencies(), percentile));
    }
  }

  /** Whether nothing is promised. */
  public boolean isEmpty() {
    return Double.isInfinite(timeToFirstToken)
        && Double.isInfinite(timePerOutputToken)
        && Double.isInfinite(latency);
  }

  /** Whether these times keep it; a time that is not a number is none. */
  public boolean isKeptBy(Times times) {
    return !(times.timeToFirstToken > timeToFirstToken)
        && !(times.timePerOutputToken > timePerOutputToken)
        && !(times.latency > latency);
  }

  /** By how many times the worst of these times exceeds what was promised; at most 1 if kept. */
  public double excess(Times times) {
    double worst = times.timeToFirstToken / timeToFirstToken;
    worst =
        Math.max(
            worst,
            Double.isNaN(times.timePerOutputToken)
                ? 0
                : times.timePerOutputToken / timePerOutputToken);
    return Math.max(worst, times.latency / latency);
  }
}
