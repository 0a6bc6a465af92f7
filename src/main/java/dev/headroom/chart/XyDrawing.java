package dev.headroom.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Paint;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.block.ColumnArrangement;
import org.jfree.chart.block.FlowArrangement;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.VerticalAlignment;
import org.jfree.data.Range;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * Draws lines, points, steps and bars; the legend stands above the plot, where it hides nothing.
 */
final class XyDrawing {
  private static final double USUAL_SHAPE = 0.62;
  private static final double SQUARE_SHAPE = 0.88;
  private static final double LOW_SHAPE = 0.42;
  private static final double BAR = 0.36;
  private static final Axis COUNTS = Axis.of("Points in a cell", "count", Axis.Scale.LOG10);
  private static final float BAND_ALPHA = 0.18f;
  private static final float WIDE_BAND_ALPHA = 0.12f;
  private static final float NARROW_BAND_ALPHA = 0.16f;

  private final XyChart chart;
  private final Look look;
  private final Extent x;
  private final Extent y;

  private XyDrawing(XyChart chart, Look look) {
    this.chart = chart;
    this.look = look;
    this.x = chart.xExtent();
    this.y = chart.yExtent();
  }

  /** Lays a chart out, with its legend unless it stands elsewhere. */
  static Drawing.Part of(XyChart chart, Look look, boolean hasLegend) {
    return new XyDrawing(chart, look).draw(hasLegend);
  }

  private Drawing.Part draw(boolean hasLegend) {
    boolean upright = chart.form() == XyChart.Form.UPRIGHT;
    XYPlot plot = new XYPlot();
    plot.setOrientation(upright ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
    plot.setDomainAxis(Drawing.axis(chart.x(), x, look));
    plot.setRangeAxis(Drawing.axis(chart.y(), y, look));
    plot.getDomainAxis().setInverted(upright);
    plot.setDomainGridlinesVisible(chart.x().symbols().isEmpty());
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    int next = 0;
    JFreeChart made = Drawing.plain(plot, look);
    boolean counts = !chart.cells().cells().isEmpty();
    if (counts) {
      addCells(plot, next++);
    }
    long bars = chart.series().stream().filter(s -> s.kind() == Series.Kind.BARS).count();
    for (Series series : chart.series()) {
      plot.setDataset(next, dataset(series));
      AbstractXYItemRenderer renderer = renderer(series, bars);
      renderer.setSeriesVisibleInLegend(0, isInLegend(series));
      plot.setRenderer(next++, renderer);
    }
    double height = height();
    addLabels(plot);
    long named = chart.series().stream().filter(XyDrawing::isInLegend).count();
    if (hasLegend && named > 0) {
      height += addLegend(made, plot);
    }
    if (counts) {
      // After the legend, so that the strip is as high as the plot.
      made.addSubtitle(shades().legend(COUNTS, look));
    }
    return new Drawing.Part(made, height);
  }

  private static boolean isInLegend(Series series) {
    return !series.name().isEmpty() && series.kind() != Series.Kind.CEILING;
  }

  /** Names each ceiling beside its last piece. */
  private void addLabels(XYPlot plot) {
    List<LineLabels.Line> lines = new ArrayList<>();
    List<Point2D> points = new ArrayList<>();
    for (Series series : chart.series()) {
      int last = series.points().size() - 1;
      if (series.kind() == Series.Kind.CEILING && last > 0) {
        Point2D a = placed(series.points().get(last - 1));
        Point2D b = placed(series.points().get(last));
        lines.add(new LineLabels.Line(series.name(), a.getX(), a.getY(), b.getX(), b.getY()));
      } else if (series.widens()) {
        series.points().forEach(point -> points.add(placed(point)));
      }
    }
    if (!lines.isEmpty()) {
      plot.addAnnotation(new LineLabels(lines, points, look), false);
    }
  }

  private Point2D placed(Series.Point point) {
    return new Point2D.Double(x.place(point.x() * chart.x().factor()), placeY(point.y()));
  }

  private double height() {
    return switch (chart.form()) {
      case USUAL -> look.width() * USUAL_SHAPE;
      case SQUARE -> look.width() * SQUARE_SHAPE;
      case LOW -> look.width() * LOW_SHAPE;
      case UPRIGHT -> look.tickSize() * (4.5 + 2 * chart.x().symbols().size());
    };
  }

  private void addCells(XYPlot plot, int index) {
    List<Cells.Cell> cells = chart.cells().cells();
    double[][] values = new double[3][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      values[0][i] = cells.get(i).x();
      values[1][i] = cells.get(i).y();
      values[2][i] = cells.get(i).count();
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("count", values);
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setBlockWidth(1.0 / chart.cells().perDecade());
    renderer.setBlockHeight(1.0 / chart.cells().perDecade());
    renderer.setPaintScale(new Counts(shades()));
    renderer.setSeriesVisibleInLegend(0, false);
    plot.setDataset(index, dataset);
    plot.setRenderer(index, renderer);
  }

  private Shades shades() {
    long most = chart.cells().cells().stream().mapToLong(Cells.Cell::count).max().orElse(1);
    return new Shades(Extent.tight(COUNTS, 1, Math.max(2, most)));
  }

  /** The colour of a count, which the strip knows by its place. */
  private record Counts(Shades shades) implements PaintScale {
    @Override
    public double getLowerBound() {
      return shades.getLowerBound();
    }

    @Override
    public double getUpperBound() {
      return shades.getUpperBound();
    }

    @Override
    public Paint getPaint(double value) {
      return shades.color(value);
    }
  }

  /** Points in places of the axes. */
  private XYIntervalSeriesCollection dataset(Series series) {
    XYIntervalSeries points = new XYIntervalSeries(Typeface.shown(series.name()), false, true);
    boolean bars = series.kind() == Series.Kind.BARS;
    double half = !bars ? 0 : chart.x().symbols().isEmpty() ? binWidth(series) / 2 : BAR;
    for (Series.Point point : series.points()) {
      double place = x.place(point.x() * chart.x().factor());
      points.add(
          place,
          place - half,
          place + half,
          placeY(point.y()),
          placeY(point.low()),
          placeY(point.high()));
    }
    XYIntervalSeriesCollection dataset = new XYIntervalSeriesCollection();
    dataset.addSeries(points);
    return dataset;
  }

  private double placeY(double value) {
    return y.place(value * chart.y().factor());
  }

  /** Bars over numbers stand side by side: the bins of a histogram. */
  private double binWidth(Series series) {
    List<Series.Point> points = series.points();
    return points.size() < 2 ? 1 : (points.get(1).x() - points.get(0).x()) * chart.x().factor();
  }

  private AbstractXYItemRenderer renderer(Series series, long bars) {
    Color color = Palette.hue(series.hue());
    return switch (series.kind()) {
      case LINE -> line(series, color);
      case CURVE -> dressed(new XYLineAndShapeRenderer(true, false), series, color, false);
      case POINTS -> points(series, color);
      case RINGS -> rings(series);
      case STEP -> step(series, 0);
      case HOLD -> step(series, 1);
      case GUIDE, CEILING ->
          dressed(new XYLineAndShapeRenderer(true, false), series, Palette.INK, false);
      case BAND -> band(series);
      case BARS -> bars(series, bars);
    };
  }

  /** A staircase; its steps come at a point, 0, or before the next, 1. */
  private AbstractXYItemRenderer step(Series series, double place) {
    XYStepRenderer renderer = new XYStepRenderer();
    renderer.setStepPoint(place);
    return dressed(renderer, series, Palette.INK, false);
  }

  private AbstractXYItemRenderer rings(Series series) {
    XYLineAndShapeRenderer renderer =
        dressed(new XYLineAndShapeRenderer(false, true), series, Palette.INK, true);
    renderer.setSeriesShape(0, Palette.marker(0, look.marker() * 1.9));
    renderer.setSeriesShapesFilled(0, false);
    renderer.setDrawOutlines(true);
    renderer.setSeriesOutlineStroke(0, new BasicStroke(look.line() * 0.8f));
    return renderer;
  }

  private AbstractXYItemRenderer band(Series series) {
    DeviationRenderer renderer = new DeviationRenderer(false, false);
    renderer.setSeriesFillPaint(0, Palette.INK);
    renderer.setAlpha(series.dash() == 0 ? WIDE_BAND_ALPHA : NARROW_BAND_ALPHA);
    double side = look.legendSize() * 0.8;
    int grey = (int) Math.round(255 - 0.87 * 255 * (series.dash() == 0 ? 0.12 : 0.26));
    renderer.setSeriesPaint(0, new Color(grey, grey, grey));
    renderer.setSeriesShape(0, new Rectangle2D.Double(-side, -side / 2, 2 * side, side));
    renderer.setSeriesShapesVisible(0, true);
    return renderer;
  }

  private AbstractXYItemRenderer line(Series series, Color color) {
    boolean banded = series.points().stream().anyMatch(Series.Point::isBounded);
    if (!banded) {
      return dressed(new XYLineAndShapeRenderer(true, true), series, color, true);
    }
    DeviationRenderer renderer = new DeviationRenderer(true, true);
    renderer.setSeriesFillPaint(0, color);
    renderer.setAlpha(BAND_ALPHA);
    return dressed(renderer, series, color, true);
  }

  private AbstractXYItemRenderer points(Series series, Color color) {
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawXError(false);
    renderer.setDrawYError(series.points().stream().anyMatch(Series.Point::isBounded));
    renderer.setErrorStroke(Palette.stroke(0, look.line() * 0.7f));
    renderer.setCapLength(look.marker() * 0.8);
    return dressed(renderer, series, color, true);
  }

  private XYLineAndShapeRenderer dressed(
      XYLineAndShapeRenderer renderer, Series series, Paint paint, boolean marked) {
    boolean guide = !series.widens();
    renderer.setSeriesPaint(0, paint);
    renderer.setSeriesStroke(
        0, Palette.stroke(series.dash(), guide ? look.line() * 0.65f : look.line()));
    renderer.setSeriesShape(0, Palette.marker(series.hue(), look.marker()));
    renderer.setSeriesShapesVisible(0, marked);
    renderer.setSeriesShapesFilled(0, true);
    renderer.setDrawOutlines(series.kind() == Series.Kind.POINTS);
    if (series.kind() == Series.Kind.POINTS) {
      renderer.setUseOutlinePaint(true);
      renderer.setSeriesOutlinePaint(0, Color.WHITE);
      renderer.setSeriesOutlineStroke(0, new BasicStroke(look.line() * 0.25f));
    }
    double half = look.legendSize() * 1.4;
    renderer.setLegendLine(new Line2D.Double(-half, 0, half, 0));
    return renderer;
  }

  private AbstractXYItemRenderer bars(Series series, long bars) {
    XYBarRenderer renderer = new XYBarRenderer();
    renderer.setUseYInterval(true);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(true);
    renderer.setSeriesOutlinePaint(0, Color.WHITE);
    renderer.setSeriesOutlineStroke(0, new BasicStroke(look.line() * 0.4f));
    double part = bars <= 1 ? 0.35 : 0.08 + 0.84 * series.hue() / (bars - 1);
    renderer.setSeriesPaint(0, Palette.shade(part));
    double side = look.legendSize() * 0.8;
    renderer.setLegendBar(new Rectangle2D.Double(-side / 2, -side / 2, side, side));
    return renderer;
  }

  /** Adds the legend above the plot and returns the height it takes. */
  private double addLegend(JFreeChart made, XYPlot plot) {
    float size = look.legendSize();
    LegendTitle legend =
        new LegendTitle(
            plot,
            new FlowArrangement(
                HorizontalAlignment.LEFT, VerticalAlignment.CENTER, size, size * 0.2),
            new ColumnArrangement());
    legend.setItemFont(Typeface.at(size));
    legend.setItemPaint(Palette.INK);
    legend.setFrame(BlockBorder.NONE);
    legend.setPosition(RectangleEdge.TOP);
    legend.setBackgroundPaint(Color.WHITE);
    legend.setItemLabelPadding(new RectangleInsets(0, size * 0.3, 0, 0));
    legend.setLegendItemGraphicPadding(RectangleInsets.ZERO_INSETS);
    legend.setMargin(0, 0, size * 0.5, 0);
    double room = look.width() - look.tickSize() * 1.2;
    made.addLegend(legend);
    return legend
        .arrange(SvgSurface.RULER, new RectangleConstraint(new Range(0, room), new Range(0, room)))
        .getHeight();
  }
}
