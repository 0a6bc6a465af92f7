package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.view.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** KV cache against length, under the memory of devices and up to where it fits. */
final class MemoryFigure {
  private static final String KV = "kv_cache_bytes";
  private static final String CAPACITY = "memory_capacity_bytes";

  private MemoryFigure() {}

  static Figure of(List<Row> rows, Selection columns) {
    String x = columns.x(rows);
    // A cache is the same on every device.
    Set<String> devices = new LinkedHashSet<>();
    rows.forEach(row -> devices.add(row.text("device").orElse("")));
    String first = devices.iterator().next();
    List<Row> ofOne =
        rows.stream().filter(row -> row.text("device").orElse("").equals(first)).toList();
    Grouping grouping = Grouping.of(ofOne, x);
    List<Series> series = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      Grouping.Looks looks = grouping.looks(group.getKey());
      List<Series.Point> line =
          group.getValue().stream()
              .sorted(Comparator.comparingDouble(row -> row.number(x)))
              .map(row -> new Series.Point(row.number(x), row.number(KV)))
              .toList();
      line.forEach(point -> values.add(point.y()));
      String name = grouping.name(group.getKey());
      series.add(
          new Series(
              name.isEmpty() ? "KV cache" : name,
              Series.Kind.LINE,
              looks.hue(),
              looks.dash(),
              line));
    }
    Map<String, Double> capacities = new LinkedHashMap<>();
    for (Row row : rows) {
      row.find(CAPACITY)
          .ifPresent(bytes -> capacities.put(row.text("device").orElse("device"), bytes));
    }
    double least = ofOne.stream().mapToDouble(row -> row.number(x)).min().orElse(1);
    double most = ofOne.stream().mapToDouble(row -> row.number(x)).max().orElse(1);
    capacities.forEach(
        (device, bytes) ->
            series.add(
                Series.guide(
                    device + ", " + SignificantFormat.text(bytes, Quantity.BYTES),
                    series.size() - grouping.groups().size(),
                    List.of(
                        new Series.Point(least / 1e3, bytes),
                        new Series.Point(most * 1e3, bytes)))));
    Limits limits = new Limits(rows, x, series.subList(0, grouping.groups().size()));
    List<Series.Point> ends = limits.points(grouping);
    if (!ends.isEmpty()) {
      series.add(new Series("longest that fits", Series.Kind.RINGS, 0, 0, ends));
    }
    Axis xAxis = Shown.axis(x, ofOne.stream().map(row -> row.number(x)).toList(), false);
    Axis yAxis = Shown.axis(KV, values, true, capacities.values().toArray(Double[]::new));
    return new Figure(
        FigureKind.MEMORY,
        new XyChart(xAxis, yAxis, series),
        sentences(x, !capacities.isEmpty(), limits.sentences()));
  }

  private static List<String> sentences(String x, boolean capacities, List<String> ends) {
    List<String> sentences = new ArrayList<>();
    sentences.add("KV cache of all layers and sequences against " + Shown.words(x) + ".");
    if (capacities) {
      sentences.add("Level lines are the memory of the devices.");
    }
    if (!ends.isEmpty()) {
      sentences.add(
          "Rings mark the longest context that fits beside weights and activations; what a runtime"
              + " reserves for itself is not taken off.");
      sentences.addAll(ends);
    }
    return sentences;
  }

  /**
   * Where the cache stops to fit.
   *
   * @param rows of all devices
   * @param x the axis
   * @param lines those of the variants
   */
  private record Limits(List<Row> rows, String x, List<Series> lines) {
    private static final String LONGEST = "largest_context_length";

    /** One ring a variant and device, where the limit lies within the figure. */
    List<Series.Point> points(Grouping grouping) {
      List<Series.Point> points = new ArrayList<>();
      if (!x.equals("context_length")) {
        return points;
      }
      List<List<String>> groups = List.copyOf(grouping.groups().keySet());
      for (Row row : rows) {
        int line = groups.indexOf(Grouping.values(row, grouping.keys()));
        OptionalDouble longest = row.find(LONGEST);
        if (line >= 0 && longest.isPresent()) {
          at(lines.get(line).points(), longest.getAsDouble())
              .filter(point -> !points.contains(point))
              .ifPresent(points::add);
        }
      }
      return points;
    }

    /** The limits of each device in a sentence. */
    List<String> sentences() {
      Map<String, Map<String, String>> limits = new LinkedHashMap<>();
      for (Row row : rows) {
        row.find(LONGEST)
            .ifPresent(
                longest ->
                    limits
                        .computeIfAbsent(
                            row.text("device").orElse(""), key -> new LinkedHashMap<>())
                        .put(
                            Words.variant(row.text("attention").orElse("")),
                            SignificantFormat.text(longest, Quantity.COUNT)));
      }
      return limits.entrySet().stream()
          .map(
              device ->
                  "On "
                      + device.getKey()
                      + ": "
                      + device.getValue().entrySet().stream()
                          .map(limit -> limit.getKey() + " " + limit.getValue())
                          .collect(Collectors.joining(", "))
                      + " tokens.")
          .toList();
    }

    /**
     * A cache grows by the same bytes with every token, so that between two points it is straight.
     */
    private static Optional<Series.Point> at(List<Series.Point> line, double place) {
      for (int i = 1; i < line.size(); i++) {
        Series.Point a = line.get(i - 1);
        Series.Point b = line.get(i);
        if (a.x() <= place && place <= b.x()) {
          double part = (place - a.x()) / (b.x() - a.x());
          return Optional.of(new Series.Point(place, a.y() + part * (b.y() - a.y())));
        }
      }
      return Optional.empty();
    }
  }
}
