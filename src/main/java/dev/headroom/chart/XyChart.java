package dev.headroom.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lines, points, steps and bars over two axes.
 *
 * @param x the first axis
 * @param y the second axis
 * @param series in the order in which they are drawn
 * @param cells counts below the series; those of no point if the chart has none
 * @param form how it stands on the page
 */
public record XyChart(Axis x, Axis y, List<Series> series, Cells cells, Form form)
    implements Chart {
  /** More cannot be told apart. */
  public static final int MOST_SERIES = 12;

  /** Nothing counted. */
  public static final Cells NO_CELLS = new Cells(List.of(), 1);

  /** How a chart stands on the page. */
  public enum Form {
    /** Wider than high. */
    USUAL,
    /** As high as wide, for axes of one quantity. */
    SQUARE,
    /** Half as high, for what stands below another. */
    LOW,
    /** The first axis stands upright, from top to bottom: for bars with names. */
    UPRIGHT
  }

  /** Checks that there is something to draw and that it can be told apart. */
  public XyChart {
    series = List.copyOf(series);
    long drawn = series.stream().filter(Series::widens).count();
    if (drawn > MOST_SERIES || series.size() > 2 * MOST_SERIES) {
      throw new IllegalArgumentException(
          "chart: at most "
              + MOST_SERIES
              + " series can be told apart, were "
              + Math.max(drawn, series.size())
              + "; ask for fewer variants, devices or other values");
    }
    Extent.of(x, values(x, series, cells, true));
    Extent.of(y, values(y, series, cells, false));
  }

  /** A chart of the usual form. */
  public XyChart(Axis x, Axis y, List<Series> series) {
    this(x, y, series, NO_CELLS, Form.USUAL);
  }

  /** A chart without cells. */
  public XyChart(Axis x, Axis y, List<Series> series, Form form) {
    this(x, y, series, NO_CELLS, form);
  }

  /** Where the first axis starts and ends. */
  public Extent xExtent() {
    return Extent.of(x, values(x, series, cells, true));
  }

  /** Where the second axis starts and ends. */
  public Extent yExtent() {
    return Extent.of(y, values(y, series, cells, false));
  }

  private static List<Double> values(Axis axis, List<Series> series, Cells cells, boolean first) {
    List<Double> values = new ArrayList<>(axis.includes());
    Function<Series.Point, Stream<Double>> ends =
        first ? point -> Stream.of(point.x()) : point -> Stream.of(point.low(), point.high());
    series.stream()
        .filter(Series::widens)
        .flatMap(each -> each.points().stream())
        .flatMap(ends)
        .forEach(values::add);
    double half = 0.5 / cells.perDecade();
    for (Cells.Cell cell : cells.cells()) {
      double place = first ? cell.x() : cell.y();
      values.add(StrictMath.pow(10, place - half) / axis.factor());
      values.add(StrictMath.pow(10, place + half) / axis.factor());
    }
    return values;
  }

  /** The points of its series; where there are cells, these and the lines that explain. */
  @Override
  public List<String> header() {
    return List.of("series", x.key(), y.key(), y.key() + "_low", y.key() + "_high", "count");
  }

  @Override
  public List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (Cells.Cell cell : cells.cells()) {
      double half = 0.5 / cells.perDecade();
      rows.add(
          List.of(
              "cell",
              value(cell.x(), x),
              value(cell.y(), y),
              value(cell.y() - half, y),
              value(cell.y() + half, y),
              cell.count()));
    }
    for (Series each : series) {
      for (Series.Point point : each.points()) {
        Object first = x.symbols().isEmpty() ? point.x() : x.symbols().get((int) point.x());
        rows.add(List.of(each.name(), first, point.y(), point.low(), point.high(), ""));
      }
    }
    return rows;
  }

  private static Double value(double exponent, Axis axis) {
    return StrictMath.pow(10, exponent) / axis.factor();
  }
}
