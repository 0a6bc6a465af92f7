package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Latency of plans against their price, a colour a device; the line is the front. */
final class PlansFigure {
  private static final String PRICE = "usd_per_hour";
  private static final String LATENCY = "latency_s";

  /** The last of the palette's hues. */
  private static final int GREY = 6;

  private PlansFigure() {}

  static Figure of(List<Row> all) {
    List<Row> rows = all.stream().filter(row -> row.find(PRICE).isPresent()).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "chart plans: no plan has a price; 'headroom devices show NAME' says what is known");
    }
    List<Double> latencies = rows.stream().map(row -> row.number(LATENCY)).toList();
    List<Double> prices = rows.stream().map(row -> row.number(PRICE)).toList();
    Axis x = Shown.axis(PRICE, prices, true).titled("Price of all devices (USD/h)");
    Axis time = Shown.axis(LATENCY, latencies, true);
    Axis y = time.titled(time.title().replaceFirst("^[^(]*", "Latency "));
    List<Series> series = new ArrayList<>();
    series.add(new Series("front", Series.Kind.HOLD, 0, 0, front(rows)));
    Map<String, List<Series.Point>> byDevice = new LinkedHashMap<>();
    rows.stream()
        .filter(PlansFigure::isKept)
        .forEach(
            row ->
                byDevice
                    .computeIfAbsent(row.text("device").orElse("plans"), name -> new ArrayList<>())
                    .add(point(row)));
    byDevice.forEach(
        (device, points) ->
            series.add(new Series(device, Series.Kind.POINTS, series.size() - 1, 0, points)));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Latency at the promise's percentile against the price of all devices; the line is the"
            + " front, on which no plan is both cheaper and faster.");
    List<Series.Point> broken =
        rows.stream().filter(row -> !isKept(row)).map(PlansFigure::point).toList();
    if (!broken.isEmpty()) {
      series.add(new Series("breaks the promise", Series.Kind.POINTS, GREY, 0, broken));
    }
    rows.stream()
        .filter(PlansFigure::isKept)
        .min(Comparator.comparingDouble(row -> row.number(PRICE)))
        .ifPresent(
            best ->
                series.add(new Series("chosen", Series.Kind.RINGS, 0, 0, List.of(point(best)))));
    if (rows.size() < all.size()) {
      sentences.add("Plans of devices without a known price are left out.");
    }
    return new Figure(FigureKind.PLANS, new XyChart(x, y, series), sentences);
  }

  private static boolean isKept(Row row) {
    return !row.text("promise_kept").orElse("true").equals("false");
  }

  private static Series.Point point(Row row) {
    return new Series.Point(row.number(PRICE), row.number(LATENCY));
  }

  /** From the cheapest on, each faster than all before it. */
  private static List<Series.Point> front(List<Row> rows) {
    List<Series.Point> front = new ArrayList<>();
    rows.stream()
        .map(PlansFigure::point)
        .sorted(Comparator.comparingDouble(Series.Point::x).thenComparingDouble(Series.Point::y))
        .forEach(
            point -> {
              if (front.isEmpty() || point.y() < front.get(front.size() - 1).y()) {
                front.add(point);
              }
            });
    return front;
  }
}
