package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.HeatMap;
import dev.headroom.report.view.Words;
import java.util.ArrayList;
import java.util.List;

/** Speed-up of one variant over another for every batch size and length. */
final class HeatFigure {
  private static final double SPREAD = 8;

  private HeatFigure() {}

  static Figure of(List<Row> rows, Selection columns) {
    String x = columns.x("batch_size");
    String y = columns.y("context_length");
    LineFigures.SpeedUps speedUps =
        LineFigures.SpeedUps.of(rows, new Selection(null, null, columns.parts()).time(rows));
    Row last = rows.get(rows.size() - 1);
    String variant = speedUps.variant(last);
    if (speedUps.isBase(last)) {
      throw new IllegalArgumentException(
          "chart heatmap: needs two variants of attention, had " + Words.variant(variant));
    }
    List<Row> cells = rows.stream().filter(row -> speedUps.variant(row).equals(variant)).toList();
    Grouping others = Grouping.of(cells, x, y);
    if (others.groups().size() > 1) {
      throw new IllegalArgumentException(
          "chart heatmap: shows one device and one setting, had " + others.listed());
    }
    List<Double> columnsAt = places(cells, x);
    List<Double> rowsAt = places(cells, y);
    List<List<Double>> values = new ArrayList<>();
    for (double upright : rowsAt) {
      List<Double> line = new ArrayList<>();
      for (double along : columnsAt) {
        line.add(
            cells.stream()
                .filter(cell -> cell.number(x) == along && cell.number(y) == upright)
                .mapToDouble(speedUps::of)
                .findFirst()
                .orElse(Double.NaN));
      }
      values.add(line);
    }
    double least = values.stream().flatMap(List::stream).mapToDouble(v -> v).min().orElse(1);
    double most = values.stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(1);
    Axis.Scale scale = most / least > SPREAD ? Axis.Scale.LOG2 : Axis.Scale.LINEAR;
    String title =
        "Speed-up of " + Words.variant(variant) + " over " + Words.variant(speedUps.base());
    return new Figure(
        FigureKind.HEATMAP,
        new HeatMap(
            names(x, columnsAt),
            names(y, rowsAt),
            Axis.of(title + " (×)", "speedup", scale),
            values),
        List.of(
            title
                + " by "
                + Shown.words(speedUps.time())
                + ", "
                + Shown.words(x)
                + " by "
                + Shown.words(y)
                + "."));
  }

  private static List<Double> places(List<Row> cells, String key) {
    return cells.stream().map(cell -> cell.number(key)).distinct().sorted().toList();
  }

  private static Axis names(String key, List<Double> places) {
    Axis axis = Shown.axis(key, Axis.Scale.LOG2, 1);
    return Axis.ofNames(axis.title(), key, places.stream().map(Axis::binary).toList());
  }
}
