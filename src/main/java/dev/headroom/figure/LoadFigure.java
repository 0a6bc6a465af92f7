package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Panels;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import java.util.ArrayList;
import java.util.List;

/**
 * Latency against the rate of requests: the analysis as a line, the simulation as points, the knee
 * and the rate that is asked for upright; below the times to the first and from token to token.
 */
final class LoadFigure {
  private static final String RATE = "requests_per_s";
  private static final String KNEE = "knee_requests_per_s";
  private static final String ASKED = "asked_requests_per_s";

  /** So much of the axis that the knee does not lie on its frame. */
  private static final double KNEE_ROOM = 1.04;

  private LoadFigure() {}

  static Figure of(List<Row> rows) {
    String percentile = "p" + rows.get(0).text("percentile").orElse("90");
    Axis rate =
        Axis.of(
            "Requests a second",
            RATE,
            Axis.Scale.LINEAR,
            0.0,
            KNEE_ROOM * rows.get(0).number(KNEE));
    Panels panels =
        new Panels(
            List.of(
                panel(rows, rate, "latency", "Latency", percentile),
                panel(rows, rate, "ttft", "TTFT", percentile),
                panel(rows, rate, "tpot", "TPOT", percentile)));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Latency, time to the first token (TTFT) and time per output token (TPOT) against the rate"
            + " of requests: the mean by the analysis (line), mean and "
            + percentile
            + " by the simulation (points).");
    sentences.add(
        "Upright: the knee, the most that can be served, at "
            + Shown.plain(rows.get(0).number(KNEE))
            + " requests a second"
            + (rows.get(0).find(ASKED).isPresent()
                ? ", and the rate that is asked for, "
                    + Shown.plain(rows.get(0).number(ASKED))
                    + "."
                : "."));
    return new Figure(FigureKind.LOAD, panels, sentences);
  }

  private static XyChart panel(
      List<Row> rows, Axis rate, String key, String title, String percentile) {
    List<Double> all = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    series.add(
        series("mean, analysis", Series.Kind.CURVE, 0, rows, "analytical_" + key + "_s", all));
    series.add(series("mean, simulated", Series.Kind.POINTS, 0, rows, "mean_" + key + "_s", all));
    series.add(series(percentile + ", simulated", Series.Kind.POINTS, 1, rows, key + "_s", all));
    double most = all.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    Axis time = Shown.axis(key + "_s", Axis.Scale.LINEAR, most, 0.0);
    Axis shown = time.titled(title + (most < 1e-3 ? " (µs)" : most < 1 ? " (ms)" : " (s)"));
    series.add(upright("knee", rows.get(0).number(KNEE), most));
    rows.get(0).find(ASKED).ifPresent(asked -> series.add(upright("asked", asked, most)));
    return new XyChart(rate, shown, series, XyChart.Form.LOW);
  }

  private static Series upright(String name, double at, double most) {
    return new Series(
        name,
        Series.Kind.CEILING,
        0,
        name.equals("knee") ? 1 : 2,
        List.of(new Series.Point(at, 0), new Series.Point(at, most)));
  }

  private static Series series(
      String name, Series.Kind kind, int hue, List<Row> rows, String key, List<Double> all) {
    List<Series.Point> points =
        rows.stream()
            .filter(row -> row.find(key).isPresent())
            .map(row -> new Series.Point(row.number(RATE), row.number(key)))
            .toList();
    points.forEach(point -> all.add(point.y()));
    return new Series(name, kind, hue, 0, points);
  }
}
