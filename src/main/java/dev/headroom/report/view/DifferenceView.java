package dev.headroom.report.view;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Sourced;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.sweep.Difference;
import dev.headroom.timing.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changes from one scenario or profile to another, part by part. */
public final class DifferenceView {
  private DifferenceView() {}

  /** The report of two scenarios, and of their profiles if they are two. */
  public static Report of(Origin origin, Difference difference) {
    List<Section> sections = new ArrayList<>();
    sections.add(changes(difference));
    sections.add(terms(difference));
    if (difference.changes().size() > 1) {
      sections.add(both(difference));
    }
    DeviceProfile first = difference.first().device();
    DeviceProfile second = difference.second().device();
    if (!first.name().equals(second.name())) {
      sections.add(numbers(first, second));
    }
    List<Result> results = new ArrayList<>();
    for (Difference.Change change : difference.changes()) {
      change
          .terms()
          .forEach(
              (term, seconds) ->
                  results.add(
                      Result.builder()
                          .put("quantity", change.key())
                          .put("from", change.from())
                          .put("to", change.to())
                          .put("operator", term)
                          .put("change_s", seconds)
                          .put("speed_basis", basis(difference))
                          .build()));
    }
    return Report.of(origin, heading(difference), sections, results)
        .withTotals(
            Result.builder()
                .put("first", EstimateResult.of(difference.first()).build())
                .put("second", EstimateResult.of(difference.second()).build())
                .put("change_s", difference.secondSeconds() - difference.firstSeconds())
                .build())
        .withRemark(
            "Each change is its mean effect over all orders in which they could be made one after"
                + " another (Shapley 1953), every step on the way estimated; parts add up to the whole,"
                + " shown to three digits.");
  }

  private static String basis(Difference difference) {
    return difference.predicted() ? "predicted" : "roofline";
  }

  private static String heading(Difference difference) {
    double first = difference.firstSeconds();
    double second = difference.secondSeconds();
    return "From "
        + SignificantFormat.text(first, Quantity.SECONDS)
        + " to "
        + SignificantFormat.text(second, Quantity.SECONDS)
        + (difference.predicted() ? ", predicted" : ", at the roofline")
        + ": "
        + SignificantFormat.text(second / first - 1, Quantity.CHANGE)
        + ". First: "
        + words(difference.first())
        + " Second: "
        + words(difference.second());
  }

  private static String words(Estimate estimate) {
    return estimate.device().name()
        + ", "
        + Words.scenarios(Words.model(estimate.model()), List.of(estimate.scenario()));
  }

  private static Section changes(Difference difference) {
    Section.Builder table =
        Section.builder("By what was changed")
            .column("quantity", "Changed", Quantity.TEXT)
            .column("from", "From", Quantity.TEXT)
            .column("to", "To", Quantity.TEXT)
            .column("change_s", "Change", Quantity.SECONDS)
            .column("part", "Of the first", Quantity.CHANGE);
    double sum = 0;
    for (Difference.Change change : difference.changes()) {
      sum += change.seconds();
      table.row(
          change.key(),
          change.from(),
          change.to(),
          change.seconds(),
          change.seconds() / difference.firstSeconds());
    }
    return table.row("all", "", "", sum, sum / difference.firstSeconds()).build();
  }

  private static Section terms(Difference difference) {
    Section.Builder table =
        Section.builder("By operator, all layers")
            .column("operator", "Operator", Quantity.TEXT)
            .column("first_s", "First", Quantity.SECONDS)
            .column("second_s", "Second", Quantity.SECONDS)
            .column("change_s", "Change", Quantity.SECONDS)
            .column("part", "Of the first", Quantity.CHANGE);
    double whole = difference.firstSeconds();
    double change = 0;
    for (String term : difference.terms()) {
      double first = difference.firstTerms().getOrDefault(term, 0.0);
      double second = difference.secondTerms().getOrDefault(term, 0.0);
      change += second - first;
      table.row(name(term), first, second, second - first, (second - first) / whole);
    }
    return table.row("all", whole, difference.secondSeconds(), change, change / whole).build();
  }

  private static String name(String term) {
    return term.replace('_', ' ');
  }

  private static Section both(Difference difference) {
    Section.Builder table =
        Section.builder("By both: change of seconds").column("operator", "Operator", Quantity.TEXT);
    difference
        .changes()
        .forEach(change -> table.column(change.key(), name(change.key()), Quantity.SECONDS));
    for (String term : difference.terms()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(name(term));
      difference.changes().forEach(change -> row.add(change.terms().getOrDefault(term, 0.0)));
      table.row(row.toArray());
    }
    return table.build();
  }

  /** The report of two profiles alone. */
  public static Report of(Origin origin, DeviceProfile first, DeviceProfile second) {
    List<Result> results = new ArrayList<>();
    pairs(first, second)
        .forEach(
            (key, pair) ->
                results.add(
                    Result.builder()
                        .put("key", key)
                        .put("unit", unit(pair))
                        .put("first", value(pair[0]))
                        .put("second", value(pair[1]))
                        .put("ratio", ratio(pair))
                        .build()));
    return Report.of(origin, "", List.of(numbers(first, second)), results);
  }

  private static Map<String, @Nullable Sourced[]> pairs(DeviceProfile first, DeviceProfile second) {
    Map<String, @Nullable Sourced[]> pairs = new LinkedHashMap<>();
    first
        .numbers()
        .forEach(each -> pairs.put(each.keyPath(), new @Nullable Sourced[] {each, null}));
    second
        .numbers()
        .forEach(
            each ->
                pairs.computeIfAbsent(each.keyPath(), key -> new @Nullable Sourced[2])[1] = each);
    return pairs;
  }

  private static @Nullable Double value(@Nullable Sourced number) {
    return number == null ? null : number.value();
  }

  private static @Nullable String written(@Nullable Sourced number) {
    return number == null ? null : number.written();
  }

  private static @Nullable String unit(@Nullable Sourced[] pair) {
    Sourced one = pair[0] == null ? pair[1] : pair[0];
    return one == null || one.unit().isEmpty() ? null : one.unit();
  }

  private static @Nullable Double ratio(@Nullable Sourced[] pair) {
    Sourced first = pair[0];
    Sourced second = pair[1];
    return first == null || second == null ? null : second.value() / first.value();
  }

  private static Section numbers(DeviceProfile first, DeviceProfile second) {
    Section.Builder table =
        Section.builder("Numbers of " + first.name() + " and " + second.name())
            .column("key", "Number", Quantity.TEXT)
            .column("first", first.name(), Quantity.TEXT)
            .column("second", second.name(), Quantity.TEXT)
            .column("ratio", "Second over first", Quantity.RATIO);
    pairs(first, second)
        .forEach((key, pair) -> table.row(key, written(pair[0]), written(pair[1]), ratio(pair)));
    return table.build();
  }
}
