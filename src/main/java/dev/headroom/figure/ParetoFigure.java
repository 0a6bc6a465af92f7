package dev.headroom.figure;

import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** One objective against another, and the front of those that nothing beats in both. */
final class ParetoFigure {
  /** Of times, memory, cost, energy and errors less is better; of all else more. */
  private static final Pattern LESS =
      Pattern.compile(".*(?<!per)_s|.*(bytes|usd|energy|error|loss|perplexity).*");

  private ParetoFigure() {}

  static Figure of(List<Row> all, Selection columns) {
    String x = columns.x("tokens_per_s");
    String y = columns.y("roofline_s");
    if (isLessBetter(x)) {
      throw new IllegalArgumentException(
          "chart pareto: --x must be of what more is better, as tokens_per_s; was " + x);
    }
    List<Row> rows =
        all.stream().filter(row -> !row.text("fits").orElse("true").equals("false")).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "chart pareto: nothing fits into the device's memory" + missing(all));
    }
    Grouping grouping = Grouping.of(rows, x, y, "batch_size", "query_length", "context_length");
    List<Series> series = new ArrayList<>();
    List<Double> alongs = new ArrayList<>();
    List<Double> uprights = new ArrayList<>();
    List<Series.Point> points = new ArrayList<>();
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      List<Series.Point> own =
          group.getValue().stream()
              .map(row -> new Series.Point(row.number(x), row.number(y)))
              .toList();
      points.addAll(own);
      String name = grouping.name(group.getKey());
      series.add(
          new Series(name.isEmpty() ? "results" : name, Series.Kind.POINTS, series.size(), 0, own));
    }
    for (Series.Point point : points) {
      alongs.add(point.x());
      uprights.add(point.y());
    }
    boolean lessY = isLessBetter(y);
    series.add(0, new Series("front", Series.Kind.STEP, 0, 0, front(points, lessY)));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        LineFigures.capital(Shown.words(y))
            + " against "
            + Shown.words(x)
            + "; the line is the front, which nothing beats in both ("
            + (lessY ? "less" : "more")
            + " of the former and more of the latter is better).");
    if (rows.size() < all.size()) {
      sentences.add("What does not fit into the device's memory is left out.");
    }
    return new Figure(
        FigureKind.PARETO,
        new XyChart(Shown.axis(x, alongs, false), Shown.axis(y, uprights, false), series),
        sentences);
  }

  static boolean isLessBetter(String key) {
    return LESS.matcher(key).matches();
  }

  /** The points that no other has more of in x without losing in y, along x. */
  static List<Series.Point> front(List<Series.Point> points, boolean less) {
    Comparator<Series.Point> better = Comparator.comparingDouble(Series.Point::y);
    if (!less) {
      better = better.reversed();
    }
    List<Series.Point> sorted =
        points.stream()
            .sorted(Comparator.comparingDouble(Series.Point::x).reversed().thenComparing(better))
            .toList();
    List<Series.Point> front = new ArrayList<>();
    for (Series.Point point : sorted) {
      if (front.isEmpty() || better.compare(point, front.get(0)) < 0) {
        front.add(0, point);
      }
    }
    return front;
  }

  /** How much the one that comes nearest to fitting lacks, and what would help. */
  private static String missing(List<Row> rows) {
    OptionalDouble least =
        rows.stream().flatMapToDouble(row -> row.find("memory_missing_bytes").stream()).min();
    return least.isEmpty()
        ? ""
        : "; the smallest lacks "
            + SignificantFormat.text(least.getAsDouble(), Quantity.BYTES)
            + ": a larger --device has room, or a smaller --dtype needs less";
  }
}
