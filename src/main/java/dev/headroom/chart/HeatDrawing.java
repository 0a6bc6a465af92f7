package dev.headroom.chart;

import java.awt.Paint;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** Draws a heat map with the value in every cell and a scale of colours on the right. */
final class HeatDrawing {
  private static final double SHAPE = 0.66;
  private static final float SMALLEST_LETTERS = 5;

  /** What the axes and the scale of colours leave of the width. */
  private static final double INNER = 0.66;

  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  private HeatDrawing() {}

  static Drawing.Part of(HeatMap map, Look look) {
    DoubleSummaryStatistics finite =
        map.values().stream()
            .flatMap(List::stream)
            .filter(Double::isFinite)
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    Shades shades = new Shades(Extent.tight(map.value(), finite.getMin(), finite.getMax()));
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(new Places(map, shades));
    XYPlot plot =
        new XYPlot(
            dataset(map),
            Drawing.axis(map.x(), Extent.of(map.x(), List.of()), look),
            Drawing.axis(map.y(), Extent.of(map.y(), List.of()), look),
            renderer);
    JFreeChart chart = Drawing.plain(plot, look);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    annotate(plot, map, shades, look);
    chart.addSubtitle(shades.legend(map.value(), look));
    return new Drawing.Part(chart, look.width() * SHAPE);
  }

  /** The colour of a cell by its value. */
  private record Places(HeatMap map, Shades shades) implements PaintScale {
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
      return shades.color(value * map.value().factor());
    }
  }

  private static DefaultXYZDataset dataset(HeatMap map) {
    int columns = map.x().symbols().size();
    double[][] cells = new double[3][columns * map.values().size()];
    int next = 0;
    for (int j = 0; j < map.values().size(); j++) {
      for (int i = 0; i < columns; i++) {
        cells[0][next] = i;
        cells[1][next] = j;
        cells[2][next] = map.values().get(j).get(i);
        next++;
      }
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("values", cells);
    return dataset;
  }

  private static void annotate(XYPlot plot, HeatMap map, Shades shades, Look look) {
    float size = letters(map, look);
    if (size < SMALLEST_LETTERS) {
      return;
    }
    for (int j = 0; j < map.values().size(); j++) {
      for (int i = 0; i < map.x().symbols().size(); i++) {
        double value = map.values().get(j).get(i);
        value *= map.value().factor();
        XYTextAnnotation text = new XYTextAnnotation(text(value), i, j);
        text.setFont(Typeface.at(size));
        text.setPaint(Palette.inkOn(shades.color(value)));
        plot.addAnnotation(text, false);
      }
    }
  }

  /** The size at which the widest value fits its cell. */
  private static float letters(HeatMap map, Look look) {
    double cell = look.width() * INNER / map.x().symbols().size() * 0.86;
    double row = look.width() * SHAPE * 0.75 / map.values().size() * 0.8;
    double widest =
        map.values().stream()
            .flatMap(List::stream)
            .mapToDouble(value -> Typeface.width(text(value * map.value().factor()), 1000) / 1000)
            .max()
            .orElse(1);
    return (float) Math.floor(2 * Math.min(look.legendSize(), Math.min(row, cell / widest))) / 2;
  }

  /** Three significant digits, in all cells alike. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    if (value == 0 || Math.abs(value) >= 1e5 || Math.abs(value) < 0.005) {
      return TickText.text(new BigDecimal(value).round(DIGITS).doubleValue());
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS);
    int decimals = Math.max(0, 2 - (rounded.precision() - rounded.scale() - 1));
    return rounded.setScale(decimals, RoundingMode.HALF_UP).toPlainString().replace('-', '−');
  }
}
