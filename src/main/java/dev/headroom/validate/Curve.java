package dev.headroom.validate;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A positive function of a positive number between measured points, straight in log–log. */
final class Curve {
  /** Of a guide's time between two points, so that it says more than its noise. */
  private static final double LEAST_CHANGE = 1.2;

  private final NavigableMap<Double, Double> points = new TreeMap<>();

  /** Adds a point. */
  void put(double x, double y) {
    points.put(x, y);
  }

  /** Adds a point, or raises the one that is there. */
  void raise(double x, double y) {
    points.merge(x, y, Math::max);
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** The value at the smallest x. */
  double first() {
    return points.firstEntry().getValue();
  }

  /** The value at the largest x. */
  double last() {
    return points.lastEntry().getValue();
  }

  /** The value at x; beyond the ends that of the end. */
  double at(double x) {
    Map.Entry<Double, Double> below = points.floorEntry(x);
    Map.Entry<Double, Double> above = points.ceilingEntry(x);
    if (below == null) {
      return first();
    }
    if (above == null || above.getKey().equals(below.getKey())) {
      return below.getValue();
    }
    double share = Math.log(x / below.getKey()) / Math.log(above.getKey() / below.getKey());
    return below.getValue() * Math.pow(above.getValue() / below.getValue(), share);
  }

  /**
   * The value at x of a rate that is measured at few points, guided by one that is measured at
   * more: between two points its time changes as the guide's does, as if a part of the work were
   * done as at the one and the rest as at the other. Straight in log–log where the guide hardly
   * changes.
   */
  double at(double x, Curve guide) {
    Map.Entry<Double, Double> below = points.floorEntry(x);
    Map.Entry<Double, Double> above = points.ceilingEntry(x);
    if (below == null || above == null || guide.isEmpty()) {
      return at(x);
    }
    double first = 1 / guide.at(below.getKey());
    double last = 1 / guide.at(above.getKey());
    if (last < LEAST_CHANGE * first) {
      return at(x);
    }
    double share = Math.min(1, Math.max(0, (1 / guide.at(x) - first) / (last - first)));
    return 1 / ((1 - share) / below.getValue() + share / above.getValue());
  }

  /** The largest value at x, at the nearest point below it and at all points beyond. */
  double largestFrom(double x) {
    Double below = points.floorKey(x);
    return (below == null ? points : points.tailMap(below, true))
        .values().stream().mapToDouble(y -> y).max().orElseThrow();
  }
}
