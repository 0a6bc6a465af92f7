package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.document.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A quality against the time of a token: a marker a variant, and a front a device, since what a
 * faster device gains is no merit of a variant.
 */
final class TradeOffFigure {
  private static final String TIME = "time_per_output_token_s";
  private static final String QUALITY = "value";

  /** Times this near, as a logarithm, put one marker over the other. */
  private static final double NEAR = 0.03;

  private TradeOffFigure() {}

  /**
   * The figure.
   *
   * @param all each of one variant on one device, with {@code model}, {@code device}, {@code
   *     runtime}, {@code time_per_output_token_s}, {@code task}, {@code metric}, {@code value} and
   *     {@code less_is_better}
   */
  static Figure of(List<Row> all, Selection selection) {
    List<Row> asked = chosen(all, selection.y(""));
    List<Row> rows = asked.stream().filter(TradeOffFigure::fits).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "chart pareto: nothing fits into the memory of "
              + String.join(", ", by(asked, "device").keySet()));
    }
    boolean less = rows.get(0).text("less_is_better").orElse("").equals("true");
    List<Double> times = rows.stream().map(row -> row.number(TIME)).toList();
    List<Double> qualities = rows.stream().map(row -> row.number(QUALITY)).toList();
    List<Series> series = new ArrayList<>();
    by(rows, "device")
        .forEach(
            (device, own) ->
                series.add(
                    new Series(
                        "front, " + device, Series.Kind.STEP, 0, series.size(), front(own, less))));
    int fronts = series.size();
    Map<String, List<Row>> variants = by(rows, "model");
    int common = common(List.copyOf(variants.keySet()));
    variants.forEach(
        (model, own) ->
            series.add(
                new Series(
                    model.substring(common),
                    Series.Kind.POINTS,
                    series.size() - fronts,
                    0,
                    own.stream().map(TradeOffFigure::point).toList())));
    String what = what(rows.get(0));
    String better = less ? "less" : "more";
    Axis y = Axis.of(what + " (" + better + " is better)", QUALITY, scale(qualities));
    Axis x = Shown.axis(TIME, times, true).titled("Predicted time per token (µs)").shownTimes(1e6);
    List<String> sentences = sentences(rows, what, better);
    hidden(series.subList(fronts, series.size())).ifPresent(sentences::add);
    if (rows.size() < asked.size()) {
      sentences.add("What does not fit into the device's memory is left out.");
    }
    return new Figure(FigureKind.PARETO, new XyChart(x, y, series), sentences);
  }

  private static boolean fits(Row row) {
    return !row.text("fits").orElse("true").equals("false");
  }

  private static String what(Row row) {
    return row.text("task").orElse("") + " " + row.text("metric").orElse("");
  }

  /** The rows of one task and metric. */
  private static List<Row> chosen(List<Row> all, String wanted) {
    List<Row> rows =
        all.stream()
            .filter(
                row ->
                    wanted.isEmpty()
                        || what(row).equals(wanted)
                        || row.text("metric").orElse("").equals(wanted))
            .toList();
    List<String> found =
        (rows.isEmpty() ? all : rows).stream().map(TradeOffFigure::what).distinct().toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("--y: " + Nearest.unknown("quality", wanted, found));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "chart pareto --quality: shows one metric; choose with --y one of "
              + String.join(", ", found));
    }
    return rows;
  }

  private static List<String> sentences(List<Row> rows, String what, String better) {
    String places =
        by(rows, "device").entrySet().stream()
            .map(
                each ->
                    each.getKey() + " by " + each.getValue().get(0).text("runtime").orElse("flash"))
            .collect(Collectors.joining(", "));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Quality as its source states it ("
            + what
            + ", "
            + better
            + " is better) against the predicted time of a decoded token; a line is the front of"
            + " its device, which no variant beats in both.");
    sentences.add("Devices and runtimes: " + places + ".");
    return sentences;
  }

  /** Which markers lie under later ones: on every device of equal quality and nearly equal time. */
  private static Optional<String> hidden(List<Series> variants) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      for (int j = i + 1; j < variants.size(); j++) {
        if (coincide(variants.get(i).points(), variants.get(j).points())) {
          pairs.add(variants.get(i).name() + " under " + variants.get(j).name());
        }
      }
    }
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of("Markers that hide others: " + String.join(", ", pairs) + ".");
  }

  private static boolean coincide(List<Series.Point> under, List<Series.Point> over) {
    return IntStream.range(0, Math.min(under.size(), over.size()))
        .allMatch(
            i ->
                under.get(i).y() == over.get(i).y()
                    && Math.abs(Math.log(under.get(i).x() / over.get(i).x())) < NEAR);
  }

  private static Series.Point point(Row row) {
    return new Series.Point(row.number(TIME), row.number(QUALITY));
  }

  /** The points that none beats in both, the slowest first, as a staircase needs them. */
  static List<Series.Point> front(List<Row> rows, boolean less) {
    Comparator<Series.Point> better = Comparator.comparingDouble(Series.Point::y);
    Comparator<Series.Point> best = less ? better : better.reversed();
    List<Series.Point> front = new ArrayList<>();
    rows.stream()
        .map(TradeOffFigure::point)
        .sorted(Comparator.comparingDouble(Series.Point::x).thenComparing(best))
        .forEach(
            point -> {
              if (front.isEmpty() || best.compare(point, front.get(0)) < 0) {
                front.add(0, point);
              }
            });
    return front;
  }

  /**
   * Qualities have no zero worth showing; over their small range a logarithm is nearly straight.
   */
  private static Axis.Scale scale(List<Double> values) {
    return values.stream().allMatch(value -> value > 0) ? Axis.Scale.LOG10 : Axis.Scale.LINEAR;
  }

  private static Map<String, List<Row>> by(List<Row> rows, String key) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> row.text(key).orElse(""), LinkedHashMap::new, Collectors.toList()));
  }

  /** How much of the names' beginning, up to a hyphen, all have in common. */
  private static int common(List<String> names) {
    int hyphen = -1;
    String first = names.get(0);
    for (int i = first.indexOf('-'); i >= 0; i = first.indexOf('-', i + 1)) {
      String start = first.substring(0, i + 1);
      if (names.stream().allMatch(name -> name.startsWith(start))) {
        hyphen = i;
      }
    }
    return hyphen + 1;
  }
}
