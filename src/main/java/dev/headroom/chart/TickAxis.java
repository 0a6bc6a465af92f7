package dev.headroom.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * An axis that marks exactly what its extent says, in places that the extent has laid out:
 * JFreeChart's own logarithmic axis drops ticks at its ends and writes labels beside them.
 */
@SuppressWarnings("serial") // nobody stores it
final class TickAxis extends NumberAxis {
  private static final long serialVersionUID = 1L;
  private static final double GAP = 0.4;

  private final transient Extent extent;
  private final int longest;
  private final float size;

  /**
   * An axis.
   *
   * @param longest label that is shown whole
   * @param size of the labels in points
   */
  TickAxis(Extent extent, int longest, float size) {
    this.extent = extent;
    this.longest = longest;
    this.size = size;
    setAutoRange(false);
    setAutoTickUnitSelection(false);
    setRange(extent.place(extent.low()), extent.place(extent.high()));
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D surface, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean lies = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor =
        lies
            ? TextAnchor.TOP_CENTER
            : edge.equals(RectangleEdge.LEFT) ? TextAnchor.CENTER_RIGHT : TextAnchor.CENTER_LEFT;
    List<NumberTick> ticks = new ArrayList<>();
    int every = lies ? every(area.getWidth()) : 1;
    for (int i = 0; i < extent.majors().size(); i++) {
      String label = i % every == 0 ? Typeface.shown(extent.labels().get(i), longest) : "";
      ticks.add(tick(TickType.MAJOR, extent.majors().get(i), label, anchor));
    }
    for (double minor : extent.minors()) {
      ticks.add(tick(TickType.MINOR, minor, "", anchor));
    }
    return ticks;
  }

  /** How wide the widest label is, in points. */
  double widestLabel() {
    double widest = 0;
    for (int i = 0; i < extent.labels().size(); i++) {
      widest = Math.max(widest, width(i));
    }
    return widest;
  }

  private NumberTick tick(TickType type, double value, String label, TextAnchor anchor) {
    return new NumberTick(type, extent.place(value), label, anchor, TextAnchor.CENTER, 0);
  }

  /** Of how many labels one is written, so that none touches the next. */
  private int every(double width) {
    double span = extent.place(extent.high()) - extent.place(extent.low());
    for (int every = 1; every < extent.majors().size(); every++) {
      boolean clear = true;
      for (int i = every; i < extent.majors().size() && clear; i += every) {
        double apart =
            (extent.place(extent.majors().get(i)) - extent.place(extent.majors().get(i - every)))
                / span
                * width;
        clear = apart >= (width(i) + width(i - every)) / 2 + GAP * size;
      }
      if (clear) {
        return every;
      }
    }
    return Math.max(1, extent.majors().size());
  }

  private double width(int index) {
    return Typeface.width(Typeface.shown(extent.labels().get(index), longest), size);
  }
}
