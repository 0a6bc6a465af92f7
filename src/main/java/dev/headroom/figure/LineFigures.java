package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.view.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Time, and speed-up over the first variant, against one column. */
final class LineFigures {
  private static final String MEASURED = "measured_s";
  private static final String TWICE = "twice_as_fast_from_context_length";
  private static final double FACTOR = 2;

  private LineFigures() {}

  /** A line a variant; predictions with their band, measurements as points. */
  static Figure time(List<Row> rows, Selection columns) {
    String x = columns.x(rows);
    String y = columns.time(rows);
    Grouping grouping = Grouping.of(rows, x);
    boolean measured = !y.equals(MEASURED) && Row.allHave(rows, MEASURED);
    List<Series> series = new ArrayList<>();
    List<Series> points = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    boolean banded = false;
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      Grouping.Looks looks = grouping.looks(group.getKey());
      List<Series.Point> line = new ArrayList<>();
      List<Series.Point> dots = new ArrayList<>();
      for (Row row : ordered(group.getValue(), x)) {
        Series.Point point = Selection.bounded(row, x, y);
        banded |= point.low() < point.high();
        line.add(point);
        values.add(point.y());
        if (measured) {
          dots.add(new Series.Point(row.number(x), row.number(MEASURED)));
        }
      }
      String name = grouping.name(group.getKey());
      String shown = name.isEmpty() ? Shown.words(y) : name;
      series.add(new Series(shown, Series.Kind.LINE, looks.hue(), looks.dash(), line));
      if (measured) {
        points.add(
            new Series(shown + ", measured", Series.Kind.POINTS, looks.hue(), looks.dash(), dots));
      }
    }
    series.addAll(points);
    List<String> sentences = new ArrayList<>();
    sentences.add(capital(Shown.words(y)) + " against " + Shown.words(x) + ".");
    if (banded) {
      sentences.add("Bands hold 80 % of the measurements that the model was fitted on.");
    }
    if (y.equals("roofline_s")) {
      sentences.add("The roofline is ideal: real programs are slower.");
    }
    return new Figure(
        FigureKind.TIME,
        new XyChart(xAxis(x, rows), Shown.axis(y, values, false), series),
        sentences);
  }

  private static Axis xAxis(String x, List<Row> rows) {
    return Shown.axis(x, rows.stream().map(row -> row.number(x)).toList(), false);
  }

  /** Rows along the axis; two in one place of one line are a mixture of two things. */
  private static List<Row> ordered(List<Row> rows, String x) {
    List<Row> ordered =
        rows.stream().sorted(Comparator.comparingDouble(row -> row.number(x))).toList();
    for (int i = 1; i < ordered.size(); i++) {
      if (ordered.get(i).number(x) == ordered.get(i - 1).number(x)) {
        throw new IllegalArgumentException(
            ordered.get(i - 1).where()
                + " and "
                + ordered.get(i).where()
                + ": differ in nothing but their values at "
                + x
                + " "
                + ordered.get(i).text(x).orElse("")
                + "; a line takes one of them");
      }
    }
    return ordered;
  }

  /** Lines over one, at which a variant breaks even with the first. */
  static Figure speedup(List<Row> rows, Selection columns) {
    String x = columns.x(rows);
    String y = columns.time(rows);
    SpeedUps speedUps = SpeedUps.of(rows, y);
    List<Row> others = rows.stream().filter(row -> !speedUps.isBase(row)).toList();
    if (others.isEmpty()) {
      throw new IllegalArgumentException(
          "chart speedup: needs two variants of attention at least, had "
              + Words.variant(speedUps.base()));
    }
    Grouping grouping = Grouping.of(others, x);
    List<Series> series = new ArrayList<>();
    List<Series.Point> even = new ArrayList<>();
    List<Series.Point> twice = new ArrayList<>();
    List<Double> values = new ArrayList<>(List.of(1.0));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Speed-up over "
            + Words.variant(speedUps.base())
            + " by "
            + Shown.words(y)
            + ", against "
            + Shown.words(x)
            + ".");
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      Grouping.Looks looks = grouping.looks(group.getKey());
      List<Series.Point> line = new ArrayList<>();
      for (Row row : ordered(group.getValue(), x)) {
        line.add(speedUps.point(row, x));
        values.add(line.get(line.size() - 1).y());
      }
      String name = grouping.name(group.getKey());
      String shown =
          name.isEmpty() ? Words.variant(speedUps.variant(group.getValue().get(0))) : name;
      even.addAll(crossings(line, 1));
      markTwice(group.getValue(), x, line, twice, sentences, shown);
      // The first variant keeps the first colour, which it has in every other figure.
      series.add(new Series(shown, Series.Kind.LINE, looks.hue() + 1, looks.dash() + 1, line));
    }
    Axis xAxis = xAxis(x, rows);
    Axis yAxis =
        Shown.axis("speedup", values, false, 1.0)
            .titled("Speed-up over " + Words.variant(speedUps.base()) + " (×)");
    addMarks(series, Words.variant(speedUps.base()), rows, x, even, twice);
    sentences.add(
        even.isEmpty()
            ? "No variant passes " + Words.variant(speedUps.base()) + " in this range."
            : "Rings at one mark where a variant breaks even with it.");
    return new Figure(FigureKind.SPEEDUP, new XyChart(xAxis, yAxis, series), sentences);
  }

  private static void addMarks(
      List<Series> series,
      String base,
      List<Row> rows,
      String x,
      List<Series.Point> even,
      List<Series.Point> twice) {
    double least = rows.stream().mapToDouble(row -> row.number(x)).min().orElse(1);
    double most = rows.stream().mapToDouble(row -> row.number(x)).max().orElse(1);
    series.add(
        0,
        Series.guide(
            base, 0, List.of(new Series.Point(least / 1e3, 1), new Series.Point(most * 1e3, 1))));
    if (!even.isEmpty()) {
      series.add(new Series("break-even", Series.Kind.RINGS, 0, 0, even));
    }
    if (!twice.isEmpty()) {
      series.add(new Series("from here twice as fast", Series.Kind.RINGS, 0, 0, twice));
    }
  }

  /** The exact context of a comparison, where it lies within the figure. */
  private static void markTwice(
      List<Row> rows,
      String x,
      List<Series.Point> line,
      List<Series.Point> twice,
      List<String> sentences,
      String name) {
    OptionalDouble from = rows.get(0).find(TWICE);
    boolean inside =
        x.equals("context_length")
            && from.isPresent()
            && from.getAsDouble() >= line.get(0).x()
            && from.getAsDouble() <= line.get(line.size() - 1).x();
    if (inside) {
      twice.add(new Series.Point(from.getAsDouble(), FACTOR));
      sentences.add(
          name
              + " is twice as fast from "
              + SignificantFormat.text(from.getAsDouble(), Quantity.COUNT)
              + " tokens on.");
    }
  }

  /** Where a line passes a level, between its points straight on logarithmic axes. */
  static List<Series.Point> crossings(List<Series.Point> line, double level) {
    List<Series.Point> crossings = new ArrayList<>();
    for (int i = 1; i < line.size(); i++) {
      Series.Point a = line.get(i - 1);
      Series.Point b = line.get(i);
      boolean passes = (a.y() < level && b.y() >= level) || (a.y() >= level && b.y() < level);
      if (passes && a.x() > 0) {
        double part = StrictMath.log(level / a.y()) / StrictMath.log(b.y() / a.y());
        crossings.add(new Series.Point(a.x() * StrictMath.pow(b.x() / a.x(), part), level));
      }
    }
    return crossings;
  }

  static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /**
   * Times over those of the first variant.
   *
   * @param base the first variant
   * @param time the column
   * @param times the first variant's rows by what else tells them apart
   */
  record SpeedUps(String base, String time, Map<List<String>, Row> times) {
    private static final List<String> PLACE =
        Grouping.IDENTITY.stream().filter(key -> !Grouping.OF_VARIANT.contains(key)).toList();

    static SpeedUps of(List<Row> rows, String time) {
      String base = rows.get(0).text("attention").orElse("");
      Map<List<String>, Row> times = new HashMap<>();
      for (Row row : rows) {
        if (row.text("attention").orElse("").equals(base)) {
          times.putIfAbsent(Grouping.values(row, PLACE), row);
        }
      }
      return new SpeedUps(base, time, times);
    }

    String variant(Row row) {
      return row.text("attention").orElse("");
    }

    boolean isBase(Row row) {
      return variant(row).equals(base);
    }

    double of(Row row) {
      return base(row).number(time) / row.number(time);
    }

    private Row base(Row row) {
      Row found = times.get(Grouping.values(row, PLACE));
      if (found == null) {
        throw new IllegalArgumentException(
            row.where() + ": there is no row of " + Words.variant(base) + " to compare it with");
      }
      return found;
    }

    /** With the widest bounds that both bands allow. */
    Series.Point point(Row row, String x) {
      Series.Point mine = Selection.bounded(row, x, time);
      Series.Point theirs = Selection.bounded(base(row), x, time);
      return new Series.Point(
          mine.x(), theirs.y() / mine.y(), theirs.low() / mine.high(), theirs.high() / mine.low());
    }
  }
}
