package dev.headroom.chart;

import java.util.List;

/**
 * Points that belong together.
 *
 * @param name in the legend and the table; a series without one is in no legend
 * @param kind how it is drawn
 * @param hue which colour and marker: those of a variant
 * @param dash which dash pattern: those of a device
 * @param points in the order in which they are drawn
 */
public record Series(String name, Kind kind, int hue, int dash, List<Point> points) {
  /** How a series is drawn. */
  public enum Kind {
    /** A line with markers, and a band where points have bounds. */
    LINE,
    /** A line without markers, for more points than markers have room for. */
    CURVE,
    /** Markers, with error bars where points have bounds. */
    POINTS,
    /** Rings, around what a line should be looked at for. */
    RINGS,
    /** A staircase through the points of a front: what is reached with so much of x or more. */
    STEP,
    /** A staircase that holds each point until the next: what is had for so much of x or less. */
    HOLD,
    /** A line without markers that explains: a capacity. It widens no axis. */
    GUIDE,
    /** The same with its name beside its last piece, and not in the legend. */
    CEILING,
    /** A grey area between the bounds. It widens no axis. */
    BAND,
    /** Bars from the lower to the upper bound. */
    BARS
  }

  /**
   * One point.
   *
   * @param x in the unit of its axis
   * @param y in the unit of its axis
   * @param low lower bound of y, or y
   * @param high upper bound of y, or y
   */
  public record Point(double x, double y, double low, double high) {
    /** A point without bounds. */
    public Point(double x, double y) {
      this(x, y, y, y);
    }

    /** Whether it has bounds. */
    boolean isBounded() {
      return low != y || high != y;
    }
  }

  /** Copies the list. */
  public Series {
    points = List.copyOf(points);
  }

  /** A line that explains. */
  public static Series guide(String name, int dash, List<Point> points) {
    return new Series(name, Kind.GUIDE, 0, dash, points);
  }

  /** Whether it counts when axes are laid out. */
  boolean widens() {
    return kind != Kind.GUIDE && kind != Kind.CEILING && kind != Kind.BAND;
  }
}
