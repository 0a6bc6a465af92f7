package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Panels;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import java.util.ArrayList;
import java.util.List;

/** Running and waiting requests over time, and below the KV memory they hold. */
final class TimelineFigure {
  private static final String TIME = "t_s";
  private static final String RECORDED = "recorded_";

  private TimelineFigure() {}

  static Figure of(List<Row> rows) {
    boolean recorded = Row.allHave(rows, RECORDED + "running");
    List<Series> requests = new ArrayList<>();
    List<Series> memory = new ArrayList<>();
    add(requests, rows, "running", 0, recorded);
    add(requests, rows, "waiting", 1, recorded);
    add(memory, rows, "kv_share", 2, recorded);
    Axis time = Axis.of("Time (s)", TIME, Axis.Scale.LINEAR, 0.0);
    Panels panels =
        new Panels(
            List.of(
                new XyChart(
                    time,
                    Axis.of("Requests", "requests", Axis.Scale.LINEAR, 0.0),
                    requests,
                    XyChart.Form.LOW),
                new XyChart(
                    time,
                    Axis.of("KV blocks in use (%)", "kv_share", Axis.Scale.LINEAR, 0.0, 1.0)
                        .shownTimes(100),
                    memory,
                    XyChart.Form.LOW)));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Running and waiting requests over time, and below the share of the KV blocks that they"
            + " hold"
            + (recorded ? ": predicted (lines) and recorded (points)." : "."));
    double interval = rows.size() < 2 ? 0 : rows.get(1).number(TIME) - rows.get(0).number(TIME);
    if (interval > 0) {
      sentences.add("Means over " + Shown.plain(interval) + " s.");
    }
    return new Figure(FigureKind.TIMELINE, panels, sentences);
  }

  private static void add(
      List<Series> series, List<Row> rows, String key, int hue, boolean recorded) {
    String name = key.equals("kv_share") ? "KV use" : key;
    series.add(series(recorded ? name + ", predicted" : name, Series.Kind.CURVE, rows, key, hue));
    if (recorded) {
      series.add(series(name + ", recorded", Series.Kind.POINTS, rows, RECORDED + key, hue));
    }
  }

  private static Series series(String name, Series.Kind kind, List<Row> rows, String key, int hue) {
    List<Series.Point> points =
        rows.stream().map(row -> new Series.Point(row.number(TIME), row.number(key))).toList();
    return new Series(name, kind, hue, 0, points);
  }
}
