package dev.headroom.figure;

import dev.headroom.document.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of figure. */
public enum FigureKind {
  /** Time of a step against length, batch size or heads, a line a variant. */
  TIME(true, ""),
  /** How many times as fast as the first variant; break-even marked. */
  SPEEDUP(true, ""),
  /** Work a second against arithmetic intensity, under the device's ceilings. */
  ROOFLINE(false, "1-256*4"),
  /** KV cache against length, with the capacity of devices. */
  MEMORY(true, ""),
  /** Speed-up of the last variant over the first, batch size by length. */
  HEATMAP(true, "1-128*2"),
  /** What a step's time is spent on. */
  BREAKDOWN(false, ""),
  /** Predicted against measured, with the errors below. */
  VALIDATED(false, ""),
  /** Latency or quality against throughput, with the front. */
  PARETO(false, "1-256*2"),
  /** How much the answer changes with each quantity. */
  TORNADO(false, ""),
  /** Requests of a server and its use of KV memory over time. */
  TIMELINE(false, ""),
  /** Latency of a server against its rate, up to the knee. */
  LOAD(false, ""),
  /** Latency of plans against their price, with the front. */
  PLANS(false, "");

  private final boolean overLengths;
  private final String batches;

  FigureKind(boolean overLengths, String batches) {
    this.overLengths = overLengths;
    this.batches = batches;
  }

  /** The name on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it shows many lengths. */
  public boolean isOverLengths() {
    return overLengths;
  }

  /** Who writes the results that it is drawn of, if {@code chart} cannot compute them itself. */
  public Optional<String> writers() {
    return switch (this) {
      case VALIDATED ->
          Optional.of(
              "draws measurements; give --from a file that 'headroom validate -o json' or 'validate"
                  + " --measurements FILE -o csv' wrote");
      case TIMELINE, LOAD ->
          Optional.of(
              "draws a simulated server; give --from the results.json that 'headroom plan --report"
                  + " DIR' wrote");
      case PLANS ->
          Optional.of(
              "draws plans; give --from what 'headroom plan' with a promise wrote with -o csv or -o"
                  + " json");
      default -> Optional.empty();
    };
  }

  /** The key of a plan's result under which its rows stand, if they do. */
  public Optional<String> nestedKey() {
    return switch (this) {
      case TIMELINE -> Optional.of("timeline_means");
      case LOAD -> Optional.of("load_curve");
      default -> Optional.empty();
    };
  }

  /** The batch sizes it shows unless told otherwise, as an option has them. */
  public Optional<String> usualBatches() {
    return batches.isEmpty() ? Optional.empty() : Optional.of(batches);
  }

  /** The names on the command line. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(FigureKind::key).toList();
  }

  /** The kind with this name. */
  public static FigureKind parse(String text) {
    for (FigureKind kind : values()) {
      if (kind.key().equals(text.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(Nearest.unknown("kind of chart", text, keys()));
  }
}
