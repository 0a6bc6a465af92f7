package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How the answer changes with each quantity, the one that matters most on top. */
final class TornadoFigure {
  private static final int MOST = 12;

  /** Changes below it are no longer seen. */
  private static final double LEAST = 5e-4;

  private TornadoFigure() {}

  /**
   * Of rows with a quantity, the answer, and the answer with less and with more of the quantity.
   */
  static Figure of(List<Row> given, Selection columns) {
    String y = columns.y(usual(given));
    String stem = y.replaceFirst("_s$", "");
    String end = y.endsWith("_s") ? "_s" : "";
    List<Row> rows =
        given.stream()
            .filter(row -> row.find(stem + "_less" + end).isPresent())
            .filter(row -> row.find(stem + "_more" + end).isPresent())
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "chart tornado: no row has " + stem + "_less" + end + " and " + stem + "_more" + end);
    }
    ToDoubleFunction<Row> effect =
        row ->
            Math.max(
                Math.abs(change(row, y, stem + "_less" + end)),
                Math.abs(change(row, y, stem + "_more" + end)));
    List<Row> sorted =
        rows.stream().sorted(Comparator.comparingDouble(effect).reversed()).limit(MOST).toList();
    List<Row> idle =
        sorted.stream().skip(1).filter(row -> effect.applyAsDouble(row) < LEAST).toList();
    sorted = sorted.subList(0, sorted.size() - idle.size());
    List<String> names = new ArrayList<>();
    List<Series.Point> less = new ArrayList<>();
    List<Series.Point> more = new ArrayList<>();
    for (Row row : sorted) {
      less.add(bar(names.size(), change(row, y, stem + "_less" + end)));
      more.add(bar(names.size(), change(row, y, stem + "_more" + end)));
      names.add(row.text("quantity").orElse("quantity " + (names.size() + 1)));
    }
    String part = rows.get(0).text("change").orElse("");
    String by = part.isEmpty() ? "" : Math.round(100 * rows.get(0).number("change")) + " % ";
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Change of "
            + Shown.words(y)
            + " with "
            + (by.isEmpty() ? "less or more" : by.strip() + " less or more")
            + " of one quantity, all else held.");
    if (!idle.isEmpty()) {
      sentences.add(
          "Less than 0.05 %: "
              + idle.stream()
                  .map(row -> row.text("quantity").orElse("a quantity without a name"))
                  .collect(Collectors.joining("; "))
              + ".");
    }
    return new Figure(
        FigureKind.TORNADO,
        new XyChart(
            Axis.ofNames("", "quantity", names),
            Axis.of("Change of " + Shown.words(y) + " (%)", "change", Axis.Scale.LINEAR)
                .shownTimes(100),
            List.of(
                new Series(by + "less", Series.Kind.BARS, 0, 0, less),
                new Series(by + "more", Series.Kind.BARS, 1, 0, more)),
            XyChart.Form.UPRIGHT),
        sentences);
  }

  /** The predicted time where a quantity was moved in it, else the roofline. */
  private static String usual(List<Row> rows) {
    boolean predicted = rows.stream().anyMatch(row -> row.find("predicted_more_s").isPresent());
    return predicted ? "predicted_s" : "roofline_s";
  }

  private static double change(Row row, String y, String key) {
    return row.number(key) / row.number(y) - 1;
  }

  private static Series.Point bar(int place, double change) {
    return new Series.Point(place, change, Math.min(0, change), Math.max(0, change));
  }
}
