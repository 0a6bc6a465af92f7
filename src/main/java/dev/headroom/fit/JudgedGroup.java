package dev.headroom.fit;

import dev.headroom.measurements.Measurement;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Measurements of one series, judged together: those of a variant, those of some kind of call, or
 * all.
 *
 * @param series whose they are; empty for all of them together
 * @param attention the variant, or {@code all}
 * @param calls the kind of call ({@link CallKind}), {@code windowless} for those of any but a
 *     windowed kind, or {@code all}
 * @param rows the pairs, at least one
 */
public record JudgedGroup(
    Optional<Measurement.Series> series, String attention, String calls, List<Judged> rows) {
  private static final String ALL = "all";

  /** Copies the list. */
  public JudgedGroup {
    rows = List.copyOf(rows);
  }

  /** All of these together. */
  public static JudgedGroup total(List<Judged> judged) {
    return new JudgedGroup(Optional.empty(), ALL, ALL, judged);
  }

  /** The groups by series and variant. */
  public static List<JudgedGroup> byVariant(List<Judged> judged) {
    List<JudgedGroup> groups = new ArrayList<>();
    bySeries(judged)
        .forEach(
            (series, rows) -> {
              Map<String, List<Judged>> variants = new TreeMap<>();
              rows.forEach(row -> add(variants, row.row().call().variant(), row));
              variants.forEach(
                  (variant, part) ->
                      groups.add(new JudgedGroup(Optional.of(series), variant, ALL, part)));
            });
    return groups;
  }

  /**
   * The groups by series: all of each, and apart what follows other rules, where there is more than
   * one kind.
   */
  public static List<JudgedGroup> byCalls(List<Judged> judged) {
    List<JudgedGroup> groups = new ArrayList<>();
    bySeries(judged)
        .forEach(
            (series, rows) -> {
              groups.add(new JudgedGroup(Optional.of(series), ALL, ALL, rows));
              Map<String, List<Judged>> kinds = new LinkedHashMap<>();
              for (CallKind kind : CallKind.values()) {
                rows.stream()
                    .filter(row -> row.callKind().equals(Optional.of(kind)))
                    .forEach(
                        row -> {
                          if (kind != CallKind.WINDOWED) {
                            add(kinds, "windowless", row);
                          }
                          add(kinds, kind.key(), row);
                        });
              }
              kinds.forEach(
                  (kind, part) -> {
                    // A part that is the whole says nothing again.
                    if (part.size() < rows.size()) {
                      groups.add(new JudgedGroup(Optional.of(series), ALL, kind, part));
                    }
                  });
            });
    return groups;
  }

  private static Map<Measurement.Series, List<Judged>> bySeries(List<Judged> judged) {
    Map<Measurement.Series, List<Judged>> bySeries = new LinkedHashMap<>();
    judged.forEach(each -> add(bySeries, each.row().series(), each));
    return bySeries;
  }

  private static <K> void add(Map<K, List<Judged>> groups, K key, Judged row) {
    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
  }

  /** Errors of the predictions. */
  public ErrorSummary errors() {
    return summary(rows, false);
  }

  /** The same of calls of at least 30 microseconds, if there are any. */
  public Optional<ErrorSummary> longErrors() {
    List<Judged> longer =
        rows.stream().filter(r -> r.row().seconds() >= ErrorSummary.LONG_SECONDS).toList();
    return longer.isEmpty() ? Optional.empty() : Optional.of(summary(longer, false));
  }

  /** Errors of the plain roofline. */
  public ErrorSummary rooflineErrors() {
    return summary(rows, true);
  }

  /** Measurements faster than their bound. */
  public long boundViolations() {
    return rows.stream().filter(Judged::beatsBound).count();
  }

  /** Share of the measurements within the band. */
  public double inBand() {
    return (double) rows.stream().filter(Judged::inBand).count() / rows.size();
  }

  /** The same of calls of at least 30 microseconds, if there are any. */
  public OptionalDouble longInBand() {
    return rows.stream()
        .filter(r -> r.row().seconds() >= ErrorSummary.LONG_SECONDS)
        .mapToInt(row -> row.inBand() ? 1 : 0)
        .average();
  }

  private static ErrorSummary summary(List<Judged> rows, boolean roofline) {
    return ErrorSummary.of(
        rows.stream()
            .mapToDouble(r -> roofline ? r.rooflineSeconds() : r.terms().predicted())
            .toArray(),
        rows.stream().mapToDouble(r -> r.row().seconds()).toArray());
  }
}
