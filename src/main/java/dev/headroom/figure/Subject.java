package dev.headroom.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all results of a figure have in common, in a sentence for its caption. */
public final class Subject {
  /** What goes without saying. */
  private static final Map<String, String> USUAL =
      Map.of("query_length", "1", "beams", "1", "shared_prefix", "0");

  private Subject() {}

  /** The sentence; empty if the rows have nothing to tell in common. */
  public static String of(List<Row> rows) {
    List<String> parts = new ArrayList<>();
    String model = constant(rows, "model").map(name -> " of " + name).orElse("");
    constant(rows, "phase")
        .ifPresentOrElse(
            phase -> parts.add(LineFigures.capital(phase) + model),
            () -> {
              if (!model.isEmpty()) {
                parts.add("Steps" + model);
              }
            });
    add(parts, rows, "batch_size", "batch ", "");
    add(parts, rows, "query_length", "", " new tokens a sequence");
    add(parts, rows, "context_length", "", " cached tokens a sequence");
    add(parts, rows, "input_len", "source of ", "");
    add(parts, rows, "beams", "", " beams");
    add(parts, rows, "shared_prefix", "", " of them in common");
    add(parts, rows, "dtype", "weights ", "");
    add(parts, rows, "kv_cache_dtype", "KV cache ", "");
    add(parts, rows, "runtime", "runtime ", "");
    add(parts, rows, "kernel", "kernel ", "");
    add(parts, rows, "cache_state", "", " last-level cache");
    add(parts, rows, "threads", "", " threads");
    String sentence = String.join(", ", parts);
    return sentence.isEmpty() ? "" : LineFigures.capital(sentence) + ".";
  }

  private static void add(
      List<String> parts, List<Row> rows, String key, String before, String after) {
    constant(rows, key)
        .filter(value -> !USUAL.getOrDefault(key, "").equals(value))
        .ifPresent(value -> parts.add(before + value + after));
  }

  private static Optional<String> constant(List<Row> rows, String key) {
    Optional<String> first = rows.get(0).text(key);
    return rows.stream().allMatch(row -> row.text(key).equals(first)) ? first : Optional.empty();
  }
}
