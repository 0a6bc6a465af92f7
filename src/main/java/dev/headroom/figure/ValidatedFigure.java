package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Cells;
import dev.headroom.chart.Panels;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Predicted against measured with bands of 10 and 25 %, and how the errors are spread. */
final class ValidatedFigure {
  private static final String PREDICTED = "predicted_s";
  private static final String MEASURED = "measured_s";
  private static final String PUBLISHED = "published_s";

  /** More points than this hide each other, and are counted instead. */
  private static final int MOST_POINTS = 400;

  private static final int MOST_GROUPS = 6;
  private static final int CELLS_A_DECADE = 14;
  private static final double BIN = 0.05;
  private static final int BINS = 12;

  /** What the predictions are held against: measured times, or published ones. */
  private final String against;

  private ValidatedFigure(String against) {
    this.against = against;
  }

  static Figure of(List<Row> all) {
    boolean published =
        all.stream().noneMatch(row -> row.find(MEASURED).isPresent())
            && all.stream().anyMatch(row -> row.find(PUBLISHED).isPresent());
    return new ValidatedFigure(published ? PUBLISHED : MEASURED).figure(all);
  }

  private Figure figure(List<Row> all) {
    List<Row> rows =
        all.stream()
            .filter(row -> row.find(PREDICTED).isPresent() && row.find(against).isPresent())
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "chart validated: no row has predicted_s and measured_s; 'headroom validate -o json' and"
              + " 'validate --measurements -o csv' write them");
    }
    for (Row row : rows) {
      if (!(row.number(PREDICTED) > 0 && row.number(against) > 0)) {
        throw new IllegalArgumentException(row.where() + ": times must be above 0");
      }
    }
    ErrorSummary errors =
        ErrorSummary.of(
            rows.stream().mapToDouble(row -> row.number(PREDICTED)).toArray(),
            rows.stream().mapToDouble(row -> row.number(against)).toArray());
    return new Figure(
        FigureKind.VALIDATED,
        new Panels(List.of(scatter(rows), histogram(rows))),
        sentences(errors, rows.size() < all.size() ? all.size() - rows.size() : 0));
  }

  private List<String> sentences(ErrorSummary errors, int without) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Predicted against "
            + word()
            + " time with bands of 10 and 25 %, and below how the errors are"
            + " spread; the outermost bars hold all beyond.");
    sentences.add(
        "n "
            + errors.n()
            + ", |predicted − "
            + word()
            + "| / "
            + word()
            + ": median "
            + percent(errors.median())
            + ", 90th percentile "
            + percent(errors.p90())
            + ", worst "
            + percent(errors.worst())
            + "; geometric mean of predicted over "
            + word()
            + " "
            + SignificantFormat.text(errors.bias(), Quantity.NUMBER)
            + ".");
    if (without > 0) {
      sentences.add("Left out for want of a measurement or a prediction: " + without + " rows.");
    }
    return sentences;
  }

  private String word() {
    return against.equals(PUBLISHED) ? "published" : "measured";
  }

  private static String percent(double part) {
    return SignificantFormat.text(part, Quantity.FRACTION);
  }

  private XyChart scatter(List<Row> rows) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Row row : rows) {
      least = Math.min(least, Math.min(row.number(PREDICTED), row.number(against)));
      most = Math.max(most, Math.max(row.number(PREDICTED), row.number(against)));
    }
    Axis x = Shown.axis(against, Axis.Scale.LOG10, most, least, most);
    Axis y = Shown.axis(PREDICTED, Axis.Scale.LOG10, most, least, most);
    List<Series> series = new ArrayList<>();
    boolean counted = rows.size() > MOST_POINTS;
    if (!counted) {
      series.add(band("within 25 %", 0, 0.25, least, most));
      series.add(band("within 10 %", 1, 0.10, least, most));
      series.addAll(points(rows));
    } else {
      for (double error : new double[] {-0.25, 0.25}) {
        series.add(edge(error < 0 ? "25 % off" : "", 1, error, least, most));
      }
      for (double error : new double[] {-0.10, 0.10}) {
        series.add(edge(error < 0 ? "10 % off" : "", 2, error, least, most));
      }
    }
    series.add(edge("equal", 0, 0, least, most));
    List<Series.Point> shown =
        rows.stream()
            .map(
                row ->
                    new Series.Point(
                        row.number(against) * x.factor(), row.number(PREDICTED) * y.factor()))
            .toList();
    return new XyChart(
        x,
        y,
        series,
        counted ? Cells.count(shown, CELLS_A_DECADE) : XyChart.NO_CELLS,
        XyChart.Form.SQUARE);
  }

  private static Series band(String name, int shade, double error, double least, double most) {
    List<Series.Point> points = new ArrayList<>();
    for (double measured : new double[] {least / 100, most * 100}) {
      points.add(
          new Series.Point(measured, measured, measured * (1 - error), measured * (1 + error)));
    }
    return new Series(name, Series.Kind.BAND, 0, shade, points);
  }

  private static Series edge(String name, int dash, double error, double least, double most) {
    return Series.guide(
        name,
        dash,
        List.of(
            new Series.Point(least / 100, least / 100 * (1 + error)),
            new Series.Point(most * 100, most * 100 * (1 + error))));
  }

  /** A marker for each phase and variant, if they are few; else one for each phase, or for all. */
  private List<Series> points(List<Row> rows) {
    for (List<String> keys : List.of(List.of("phase", "attention"), List.of("phase"))) {
      Map<List<String>, List<Row>> groups =
          rows.stream()
              .collect(
                  Collectors.groupingBy(
                      row -> Grouping.values(row, keys), LinkedHashMap::new, Collectors.toList()));
      if (groups.size() <= MOST_GROUPS) {
        List<Series> series = new ArrayList<>();
        groups.forEach(
            (values, own) ->
                series.add(
                    new Series(
                        name(keys, values),
                        Series.Kind.POINTS,
                        series.size(),
                        0,
                        own.stream()
                            .map(
                                row -> new Series.Point(row.number(against), row.number(PREDICTED)))
                            .toList())));
        return series;
      }
    }
    throw new IllegalStateException("there are two phases");
  }

  private static String name(List<String> keys, List<String> values) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!values.get(i).isEmpty()) {
        words.add(Grouping.named(keys.get(i), values.get(i)));
      }
    }
    return words.isEmpty() ? "calls" : String.join(" ", words);
  }

  /** Errors with their sign in bins of 5 %, the outermost of which hold all beyond. */
  private XyChart histogram(List<Row> rows) {
    double[] counts = new double[2 * BINS];
    for (Row row : rows) {
      double error = row.number(PREDICTED) / row.number(against) - 1;
      int bin = (int) Math.floor(error / BIN) + BINS;
      counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
    }
    List<Series.Point> bars = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      bars.add(new Series.Point((i - BINS + 0.5) * BIN, counts[i], 0, counts[i]));
    }
    return new XyChart(
        Axis.of(
                "Predicted over " + word() + ", less one (%)",
                "error",
                Axis.Scale.LINEAR,
                -0.6,
                0.6)
            .shownTimes(100),
        Axis.of(rows.size() == 1 ? "Row" : "Rows", "rows", Axis.Scale.LINEAR),
        List.of(new Series("", Series.Kind.BARS, 0, 0, bars)),
        XyChart.Form.LOW);
  }
}
