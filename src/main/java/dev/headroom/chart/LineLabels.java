package dev.headroom.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/**
 * Names of lines along them, inside the frame and where they meet neither another line, a point nor
 * each other; where there is no such place, where they meet least, and interrupt what they meet.
 */
@SuppressWarnings("serial") // nobody stores it
final class LineLabels extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;
  private static final int PLACES = 24;
  private static final int OUTSIDE = 10_000;

  /** A result or a name that is hidden is worse than a piece of a line, which goes on beside it. */
  private static final int HIDDEN = 100;

  /** Points between samples of what is in the way. */
  private static final double SAMPLING = 3;

  private final transient List<Line> lines;
  private final transient List<Point2D> points;
  private final transient Look look;

  /**
   * A line to be named, in places of the axes; from left to right.
   *
   * @param name what it is called
   * @param x1 first end
   * @param y1 first end
   * @param x2 second end
   * @param y2 second end
   */
  record Line(String name, double x1, double y1, double x2, double y2) {}

  /** A name in its place: the frame in which it lies on the first axis, and its box there. */
  private record Placed(String name, AffineTransform frame, Rectangle2D box) {}

  /**
   * Labels of lines.
   *
   * @param points what else must not be hidden, in places of the axes
   */
  LineLabels(List<Line> lines, List<Point2D> points, Look look) {
    this.lines = List.copyOf(lines);
    this.points = List.copyOf(points);
    this.look = look;
  }

  @Override
  public void draw(
      Graphics2D surface,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis across,
      ValueAxis upright,
      int index,
      PlotRenderingInfo info) {
    List<Line2D> drawn = new ArrayList<>();
    for (Line line : lines) {
      drawn.add(
          cut(
              new Line2D.Double(
                  across.valueToJava2D(line.x1(), area, RectangleEdge.BOTTOM),
                  upright.valueToJava2D(line.y1(), area, RectangleEdge.LEFT),
                  across.valueToJava2D(line.x2(), area, RectangleEdge.BOTTOM),
                  upright.valueToJava2D(line.y2(), area, RectangleEdge.LEFT)),
              area));
    }
    List<Point2D> marks = new ArrayList<>();
    for (Point2D point : points) {
      marks.add(
          new Point2D.Double(
              across.valueToJava2D(point.getX(), area, RectangleEdge.BOTTOM),
              upright.valueToJava2D(point.getY(), area, RectangleEdge.LEFT)));
    }
    List<Point2D> inTheWay = new ArrayList<>();
    drawn.forEach(line -> inTheWay.addAll(samples(line)));
    for (int i = 0; i < drawn.size(); i++) {
      List<Point2D> others = new ArrayList<>(inTheWay);
      others.removeAll(samples(drawn.get(i)));
      Placed placed = place(Typeface.shown(lines.get(i).name()), drawn.get(i), area, others, marks);
      if (placed != null) {
        write(surface, placed);
        marks.addAll(samples(placed));
      }
    }
  }

  /** The part of a line inside the frame; without length if there is none. */
  private static Line2D cut(Line2D line, Rectangle2D area) {
    double from = 0;
    double to = 1;
    double dx = line.getX2() - line.getX1();
    double dy = line.getY2() - line.getY1();
    // Liang and Barsky's clipping: each side moves one end inwards.
    double[][] sides = {
      {-dx, line.getX1() - area.getMinX()},
      {dx, area.getMaxX() - line.getX1()},
      {-dy, line.getY1() - area.getMinY()},
      {dy, area.getMaxY() - line.getY1()}
    };
    for (double[] side : sides) {
      if (side[0] < 0) {
        from = Math.max(from, side[1] / side[0]);
      } else if (side[0] > 0) {
        to = Math.min(to, side[1] / side[0]);
      } else if (side[1] < 0) {
        to = from;
      }
    }
    double end = Math.max(from, to);
    return new Line2D.Double(
        line.getX1() + from * dx,
        line.getY1() + from * dy,
        line.getX1() + end * dx,
        line.getY1() + end * dy);
  }

  private static List<Point2D> samples(Line2D line) {
    List<Point2D> samples = new ArrayList<>();
    double length = line.getP1().distance(line.getP2());
    for (double at = 0; at <= length; at += SAMPLING) {
      double part = length == 0 ? 0 : at / length;
      samples.add(
          new Point2D.Double(
              line.getX1() + part * (line.getX2() - line.getX1()),
              line.getY1() + part * (line.getY2() - line.getY1())));
    }
    return samples;
  }

  private static List<Point2D> samples(Placed placed) {
    List<Point2D> samples = new ArrayList<>();
    Rectangle2D box = placed.box();
    for (double y : new double[] {box.getMinY(), box.getCenterY(), box.getMaxY()}) {
      for (double x = box.getMinX(); x <= box.getMaxX(); x += SAMPLING) {
        samples.add(placed.frame().transform(new Point2D.Double(x, y), null));
      }
    }
    return samples;
  }

  /** The place that meets least, above the line before below it and right before left. */
  private @Nullable Placed place(
      String name, Line2D line, Rectangle2D area, List<Point2D> others, List<Point2D> marks) {
    float size = look.legendSize();
    double width = Typeface.width(name, size);
    double length = line.getP1().distance(line.getP2());
    if (length < width) {
      return null;
    }
    AffineTransform frame = new AffineTransform();
    frame.translate(line.getX1(), line.getY1());
    frame.rotate(StrictMath.atan2(line.getY2() - line.getY1(), line.getX2() - line.getX1()));
    double gap = size * 0.35;
    Placed best = null;
    int least = Integer.MAX_VALUE;
    for (double top : new double[] {-gap - size, gap}) {
      for (int i = PLACES; i >= 0; i--) {
        Rectangle2D box = new Rectangle2D.Double((length - width) * i / PLACES, top, width, size);
        int met = met(frame, box, area, others) + HIDDEN * meeting(frame, box, marks);
        if (met < least) {
          least = met;
          best = new Placed(name, frame, box);
        }
      }
    }
    return best;
  }

  /** How much a box meets; a corner outside of the frame counts for more than all else. */
  private int met(AffineTransform frame, Rectangle2D box, Rectangle2D area, List<Point2D> others) {
    int met = 0;
    double gap = look.legendSize() * 0.3;
    Rectangle2D inside =
        new Rectangle2D.Double(
            area.getX() + gap,
            area.getY() + gap,
            area.getWidth() - 2 * gap,
            area.getHeight() - 2 * gap);
    for (double x : new double[] {box.getMinX(), box.getMaxX()}) {
      for (double y : new double[] {box.getMinY(), box.getMaxY()}) {
        met += inside.contains(frame.transform(new Point2D.Double(x, y), null)) ? 0 : OUTSIDE;
      }
    }
    return met + meeting(frame, box, others);
  }

  /** How many points lie in a box or so near that their markers touch it. */
  private int meeting(AffineTransform frame, Rectangle2D box, List<Point2D> others) {
    double room = look.marker() * 0.75;
    Rectangle2D around =
        new Rectangle2D.Double(
            box.getX() - room,
            box.getY() - room / 2,
            box.getWidth() + 2 * room,
            box.getHeight() + room);
    try {
      AffineTransform back = frame.createInverse();
      int meeting = 0;
      for (Point2D other : others) {
        meeting += around.contains(back.transform(other, null)) ? 1 : 0;
      }
      return meeting;
    } catch (NoninvertibleTransformException e) {
      throw new IllegalStateException("a turn and a shift can be undone", e);
    }
  }

  private void write(Graphics2D surface, Placed placed) {
    float size = look.legendSize();
    AffineTransform before = surface.getTransform();
    surface.transform(placed.frame());
    surface.translate(placed.box().getX(), placed.box().getMaxY() - size * 0.2);
    surface.setPaint(Color.WHITE);
    double seam = size * 0.125;
    surface.fill(
        new Rectangle2D.Double(
            -seam, -size * 0.75 - seam, placed.box().getWidth() + 2 * seam, size + 2 * seam));
    surface.setPaint(Palette.INK);
    surface.setFont(Typeface.at(size));
    surface.drawString(placed.name(), 0, 0);
    surface.setTransform(before);
  }
}
