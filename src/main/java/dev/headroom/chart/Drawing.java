package dev.headroom.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * A chart with its size, ready to be drawn on any surface.
 *
 * @param parts from top to bottom
 * @param width in points
 * @param height in points
 */
record Drawing(List<Part> parts, double width, double height) {
  private static final int LONGEST_TITLE = 60;
  private static final int LONGEST_SYMBOL = 24;

  /** Height of an axis's title and what stands between labels and frame, in letter sizes. */
  private static final double TITLE_SPACE = 1.4;

  private static final double TICK_SPACE = 1.3;

  /**
   * One of JFreeChart's charts.
   *
   * @param chart what is drawn
   * @param height in points
   */
  record Part(JFreeChart chart, double height) {}

  /** Copies the list. */
  Drawing {
    parts = List.copyOf(parts);
  }

  /** Lays a chart out. */
  static Drawing of(Chart chart, Look look) {
    List<Part> parts = new ArrayList<>();
    if (chart instanceof Panels panels) {
      addPanels(parts, panels.charts(), look);
      align(parts, look);
    } else {
      parts.add(part(chart, look));
    }
    double height = parts.stream().mapToDouble(Part::height).sum();
    return new Drawing(parts, look.width(), height);
  }

  /** What panels have in common is said once: the legend above, the first axis below. */
  private static void addPanels(List<Part> parts, List<Chart> charts, Look look) {
    for (int i = 0; i < charts.size(); i++) {
      if (!(charts.get(i) instanceof XyChart chart)) {
        throw new IllegalStateException("panels hold charts over two axes");
      }
      boolean isLegendAbove =
          i > 0
              && charts.get(i - 1) instanceof XyChart above
              && legend(above).equals(legend(chart));
      boolean isAxisBelow =
          i + 1 < charts.size()
              && charts.get(i + 1) instanceof XyChart below
              && below.x().equals(chart.x())
              && below.xExtent().equals(chart.xExtent());
      XyChart shown =
          isAxisBelow
              ? new XyChart(
                  chart.x().titled(""), chart.y(), chart.series(), chart.cells(), chart.form())
              : chart;
      parts.add(XyDrawing.of(shown, look, !isLegendAbove));
    }
  }

  /** What tells a chart's series apart. */
  private static List<List<Object>> legend(XyChart chart) {
    return chart.series().stream()
        .map(each -> List.<Object>of(each.name(), each.kind(), each.hue(), each.dash()))
        .toList();
  }

  private static Part part(Chart chart, Look look) {
    return chart instanceof HeatMap map
        ? HeatDrawing.of(map, look)
        : XyDrawing.of((XyChart) chart, look, true);
  }

  /** Plots that stand one below the other begin at one line. */
  private static void align(List<Part> parts, Look look) {
    double widest = 0;
    for (Part part : parts) {
      TickAxis axis = (TickAxis) part.chart().getXYPlot().getRangeAxis();
      widest = Math.max(widest, axis.widestLabel());
    }
    AxisSpace space = new AxisSpace();
    space.setLeft(widest + look.titleSize() * TITLE_SPACE + look.tickSize() * TICK_SPACE);
    parts.forEach(part -> part.chart().getXYPlot().setFixedRangeAxisSpace(space));
  }

  /** Draws it at one unit a point. */
  void draw(Graphics2D surface) {
    surface.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    surface.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    surface.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    surface.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    double top = 0;
    for (Part part : parts) {
      part.chart().draw(surface, new Rectangle2D.Double(0, top, width, part.height()));
      top += part.height();
    }
  }

  /** A chart of a plot in our style, without title and legend. */
  static JFreeChart plain(XYPlot plot, Look look) {
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    float size = look.tickSize();
    chart.setPadding(new RectangleInsets(size * 0.5, size * 0.3, size * 0.2, size));
    chart.setTextAntiAlias(true);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(Palette.INK);
    plot.setOutlineStroke(Palette.stroke(0, look.line() * 0.5f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(Palette.GRID);
    plot.setRangeGridlinePaint(Palette.GRID);
    plot.setDomainGridlineStroke(Palette.stroke(0, look.line() / 3));
    plot.setRangeGridlineStroke(Palette.stroke(0, look.line() / 3));
    return chart;
  }

  /** An axis with the extent's ticks. */
  static ValueAxis axis(Axis axis, Extent extent, Look look) {
    TickAxis made = new TickAxis(extent, LONGEST_SYMBOL, look.tickSize());
    made.setLabel(axis.title().isEmpty() ? null : Typeface.shown(axis.title(), LONGEST_TITLE));
    made.setLabelFont(Typeface.at(look.titleSize()));
    made.setTickLabelFont(Typeface.at(look.tickSize()));
    made.setLabelPaint(Palette.INK);
    made.setTickLabelPaint(Palette.INK);
    made.setAxisLineVisible(false);
    made.setTickMarkPaint(Palette.INK);
    made.setTickMarkStroke(Palette.stroke(0, look.line() * 0.4f));
    made.setTickMarkOutsideLength(axis.symbols().isEmpty() ? look.tickSize() * 0.35f : 0);
    made.setMinorTickMarkOutsideLength(look.tickSize() * 0.18f);
    made.setMinorTickMarksVisible(true);
    double gap = look.tickSize() * 0.15;
    boolean bare = axis.title().isEmpty();
    made.setTickLabelInsets(new RectangleInsets(gap, gap * (bare ? 4 : 2), gap, gap * 2));
    made.setLabelInsets(new RectangleInsets(gap, gap, gap, gap));
    return made;
  }
}
