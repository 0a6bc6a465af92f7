package dev.headroom.chart;

import java.awt.Color;
import java.awt.Paint;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Cividis over an extent.
 *
 * @param extent of the shown values
 */
record Shades(Extent extent) implements PaintScale {
  @Override
  public double getLowerBound() {
    return extent.place(extent.low());
  }

  @Override
  public double getUpperBound() {
    return extent.place(extent.high());
  }

  /** The colour of a place of the extent: JFreeChart's strip asks for these. */
  @Override
  public Paint getPaint(double place) {
    return Palette.shade((place - getLowerBound()) / (getUpperBound() - getLowerBound()));
  }

  /** The colour of a shown value; grey where there is none. */
  Color color(double shown) {
    return Double.isFinite(shown)
        ? Palette.shade(
            (extent.place(shown) - getLowerBound()) / (getUpperBound() - getLowerBound()))
        : Palette.GRID;
  }

  /** The strip of colours on the right, with the values that they stand for. */
  PaintScaleLegend legend(Axis values, Look look) {
    ValueAxis axis = Drawing.axis(values, extent, look);
    // Upwards, like the title on the left.
    axis.setLabelAngle(Math.PI);
    PaintScaleLegend legend = new PaintScaleLegend(this, axis);
    legend.setPosition(RectangleEdge.RIGHT);
    legend.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    legend.setStripWidth(look.tickSize());
    legend.setSubdivisionCount(100);
    legend.setStripOutlineVisible(false);
    legend.setFrame(BlockBorder.NONE);
    legend.setBackgroundPaint(Color.WHITE);
    double size = look.tickSize();
    legend.setMargin(new RectangleInsets(0, size * 0.6, size * 3.7, 0));
    return legend;
  }
}
