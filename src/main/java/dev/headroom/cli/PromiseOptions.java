package dev.headroom.cli;

import dev.headroom.plan.Promise;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what requests are promised. */
final class PromiseOptions {
  @Option(
      names = "--ttft",
      paramLabel = "TIME",
      description = "Promise: most time to the first token, such as 500ms.")
  private @Nullable String first;

  @Option(
      names = "--tpot",
      paramLabel = "TIME",
      description = "Promise: most time from token to token, the mean of a request, such as 40ms.")
  private @Nullable String perToken;

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      description = "Promise: most time to the last token, such as 20s.")
  private @Nullable String latency;

  @Option(
      names = "--percentile",
      paramLabel = "P",
      defaultValue = "90",
      description = "Part of the requests for which it is kept, in percent (default: 90).")
  private String percentile = "90";

  /** Whether anything is promised. */
  boolean isGiven() {
    return first != null || perToken != null || latency != null;
  }

  /** The promise. */
  Promise promise() {
    double percent = TrafficOptions.positive("--percentile", percentile);
    return new Promise(
        seconds("--ttft", first),
        seconds("--tpot", perToken),
        seconds("--latency", latency),
        percent);
  }

  private static double seconds(String option, @Nullable String text) {
    return text == null ? Double.POSITIVE_INFINITY : EngineOptions.seconds(option, text);
  }
}
