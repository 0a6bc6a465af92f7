package dev.headroom.figure;

import dev.headroom.report.view.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rows belong together: those that agree in every key that tells results apart, but for the
 * axis.
 *
 * @param keys those in which the rows differ, without any that follows from those before it
 * @param groups rows by their values of these keys, in order of first appearance
 */
record Grouping(List<String> keys, Map<List<String>, List<Row>> groups) {
  private static final String ATTENTION = "attention";

  /** What tells results apart, the most telling first. */
  static final List<String> IDENTITY =
      List.of(
          ATTENTION,
          "device",
          "system",
          "model",
          "backend",
          "kernel",
          "runtime",
          "phase",
          "cache_state",
          "dtype",
          "kv_cache_dtype",
          "activation_dtype",
          "window",
          "batch_size",
          "query_length",
          "context_length",
          "input_len",
          "beams",
          "shared_prefix",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "v_head_dim",
          "threads",
          "devices_count");

  /** What a variant of attention is made of, which differs within a comparison. */
  static final Set<String> OF_VARIANT =
      Set.of(ATTENTION, "num_key_value_heads", "head_dim", "v_head_dim");

  /** Keys as people read them. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("batch_size", "batch"),
          Map.entry("query_length", "new"),
          Map.entry("context_length", "context"),
          Map.entry("num_attention_heads", "query heads"),
          Map.entry("num_key_value_heads", "KV heads"),
          Map.entry("kv_cache_dtype", "KV cache"),
          Map.entry("window", "window"),
          Map.entry("beams", "beams"),
          Map.entry("threads", "threads"),
          Map.entry("head_dim", "width"),
          Map.entry("v_head_dim", "value width"));

  /** Groups rows whose axes are these columns. */
  static Grouping of(List<Row> rows, String... axisKeys) {
    Set<String> axes = new LinkedHashSet<>(List.of(axisKeys));
    List<String> keys = new ArrayList<>();
    // A device that is read off the axes still tells which kernel a row is by.
    List<String> told = new ArrayList<>(axes.contains("device") ? List.of("device") : List.of());
    boolean overHeads = axes.stream().anyMatch(OF_VARIANT::contains);
    for (String key : IDENTITY) {
      boolean axis = axes.contains(key) || (overHeads && OF_VARIANT.contains(key));
      if (!axis && !follows(rows, told, key)) {
        keys.add(key);
        told.add(key);
      }
    }
    Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      groups.computeIfAbsent(values(row, keys), key -> new ArrayList<>()).add(row);
    }
    return new Grouping(keys, groups);
  }

  /** Whether a key has one value for every combination of the others. */
  private static boolean follows(List<Row> rows, List<String> keys, String key) {
    Map<List<String>, String> seen = new HashMap<>();
    for (Row row : rows) {
      String value = row.text(key).orElse("");
      String before = seen.putIfAbsent(values(row, keys), value);
      if (before != null && !before.equals(value)) {
        return false;
      }
    }
    return true;
  }

  static List<String> values(Row row, List<String> keys) {
    return keys.stream().map(key -> row.text(key).orElse("")).toList();
  }

  /** The names of a group's values: {@code GQA-8, h100-sxm, batch 8}. */
  String name(List<String> values) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!values.get(i).isEmpty()) {
        names.add(named(keys.get(i), values.get(i)));
      }
    }
    return String.join(", ", names);
  }

  /** One value as people read it. */
  static String named(String key, String value) {
    if (key.equals(ATTENTION)) {
      return Words.variant(value);
    }
    String word = WORDS.get(key);
    return word == null ? value : word + " " + value;
  }

  /**
   * Which colour, marker and dash a group has: the colour is its variant's and the dash that of all
   * else, so that the same variant looks alike on two devices; where only one of the two differs
   * both tell it.
   *
   * @param hue colour and marker
   * @param dash dashes
   */
  record Looks(int hue, int dash) {}

  Looks looks(List<String> values) {
    int variant = keys.indexOf(ATTENTION);
    Set<String> variants = new LinkedHashSet<>();
    Set<List<String>> others = new LinkedHashSet<>();
    for (List<String> group : groups.keySet()) {
      variants.add(variant < 0 ? "" : group.get(variant));
      others.add(without(group, variant));
    }
    int first = List.copyOf(variants).indexOf(variant < 0 ? "" : values.get(variant));
    int second = List.copyOf(others).indexOf(without(values, variant));
    if (others.size() == 1) {
      return new Looks(first, first);
    }
    return variants.size() == 1 ? new Looks(second, second) : new Looks(first, second);
  }

  private static List<String> without(List<String> values, int index) {
    List<String> others = new ArrayList<>(values);
    if (index >= 0) {
      others.remove(index);
    }
    return others;
  }

  /** The names of all groups in a sentence. */
  String listed() {
    return groups.keySet().stream().map(this::name).collect(Collectors.joining("; "));
  }
}
