package dev.headroom.fit;

import dev.headroom.measurements.Measurement;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measurements of one series and variant, judged together.
 *
 * @param series whose they are; empty for all of them together
 * @param attention the variant, or {@code all}
 * @param rows the pairs, at least one
 */
public record JudgedGroup(
    Optional<Measurement.Series> series, String attention, List<Judged> rows) {
  /** Copies the list. */
  public JudgedGroup {
    rows = List.copyOf(rows);
  }

  /** The groups by series, each by variant and with all variants together. */
  public static List<JudgedGroup> of(List<Judged> judged) {
    Map<Measurement.Series, List<Judged>> bySeries = new LinkedHashMap<>();
    judged.forEach(
        each -> bySeries.computeIfAbsent(each.row().series(), s -> new ArrayList<>()).add(each));
    List<JudgedGroup> groups = new ArrayList<>();
    bySeries.forEach(
        (series, rows) -> {
          Map<String, List<Judged>> byVariant = new TreeMap<>();
          rows.forEach(
              each ->
                  byVariant
                      .computeIfAbsent(each.row().call().variant(), v -> new ArrayList<>())
                      .add(each));
          byVariant.forEach(
              (variant, part) -> groups.add(new JudgedGroup(Optional.of(series), variant, part)));
          groups.add(new JudgedGroup(Optional.of(series), "all", rows));
        });
    return groups;
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

  private static ErrorSummary summary(List<Judged> rows, boolean roofline) {
    return ErrorSummary.of(
        rows.stream()
            .mapToDouble(r -> roofline ? r.rooflineSeconds() : r.terms().predicted())
            .toArray(),
        rows.stream().mapToDouble(r -> r.row().seconds()).toArray());
  }
}
