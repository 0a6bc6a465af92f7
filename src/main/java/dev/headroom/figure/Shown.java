package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** How a column of results stands at an axis: its words, its unit, its scale. */
final class Shown {
  private static final double SPREAD = 8;

  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("context_length", "Context length (tokens)"),
          Map.entry("query_length", "New tokens of a sequence"),
          Map.entry("input_len", "Source length (tokens)"),
          Map.entry("batch_size", "Batch size"),
          Map.entry("num_attention_heads", "Query heads"),
          Map.entry("num_key_value_heads", "KV heads"),
          Map.entry("head_dim", "Width of a head"),
          Map.entry("threads", "Threads"),
          Map.entry("predicted_s", "Predicted time"),
          Map.entry("measured_s", "Measured time"),
          Map.entry("published_s", "Published time"),
          Map.entry("roofline_s", "Roofline time"),
          Map.entry("lower_bound_s", "Lower bound"),
          Map.entry("time_per_output_token_s", "Time per output token"),
          Map.entry("time_to_first_token_s", "Time to first token"),
          Map.entry("tokens_per_s", "Throughput (tokens/s)"),
          Map.entry("usd_per_million_tokens", "Cost (USD per million tokens)"),
          Map.entry("energy_j_per_token", "Energy (J per token)"),
          Map.entry("kv_cache_bytes", "KV cache"),
          Map.entry("memory_required_bytes", "Memory needed"),
          Map.entry("parameters", "Parameters"),
          Map.entry("speedup", "Speed-up (×)"));

  private Shown() {}

  /** An axis for these values of a column: logarithmic where they spread far and are positive. */
  static Axis axis(String key, List<Double> values, boolean wide, Double... includes) {
    double[] all = DoubleStream.concat(stream(values), stream(List.of(includes))).toArray();
    double most = DoubleStream.of(all).max().orElse(1);
    double least = DoubleStream.of(all).min().orElse(1);
    boolean spread = least > 0 && (wide || most / least > SPREAD);
    Axis.Scale scale =
        !spread ? Axis.Scale.LINEAR : isCount(key) ? Axis.Scale.LOG2 : Axis.Scale.LOG10;
    return axis(key, scale, most, includes);
  }

  /** An axis of a scale for values up to {@code most}. */
  static Axis axis(String key, Axis.Scale scale, double most, Double... includes) {
    String title = TITLES.getOrDefault(key, key.replace('_', ' '));
    if (key.endsWith("_s") && !key.endsWith("per_s")) {
      double factor = most < 1e-3 ? 1e6 : most < 1 ? 1e3 : 1;
      String unit = most < 1e-3 ? "µs" : most < 1 ? "ms" : "s";
      return Axis.of(title + " (" + unit + ")", key, scale, includes).shownTimes(factor);
    }
    if (key.endsWith("bytes")) {
      double factor = most < 1e9 ? 1e-6 : 1e-9;
      String unit = most < 1e9 ? "MB" : "GB";
      return Axis.of(title + " (" + unit + ")", key, scale, includes).shownTimes(factor);
    }
    return Axis.of(title, key, scale, includes);
  }

  private static DoubleStream stream(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue);
  }

  /** Counts of tokens, sequences and heads go in powers of two. */
  private static boolean isCount(String key) {
    return key.endsWith("_length")
        || key.endsWith("_len")
        || key.endsWith("_heads")
        || key.equals("batch_size")
        || key.equals("head_dim")
        || key.equals("threads")
        || key.equals("speedup");
  }

  /** A number in a sentence, to three digits. */
  static String plain(double value) {
    return SignificantFormat.text(value, Quantity.NUMBER);
  }

  /** A column in a sentence. */
  static String words(String key) {
    String title = TITLES.getOrDefault(key, key.replace('_', ' ')).replaceFirst(" \\(.*", "");
    return title.startsWith("KV")
        ? title
        : Character.toLowerCase(title.charAt(0)) + title.substring(1);
  }
}
