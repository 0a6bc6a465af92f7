package dev.headroom.validate;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A positive function of a positive number between measured points, straight in log–log. */
final class Curve {
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

  /** The largest value at x, at the nearest point below it and at all points beyond. */
  double largestFrom(double x) {
    Double below = points.floorKey(x);
    return (below == null ? points : points.tailMap(below, true))
        .values().stream().mapToDouble(y -> y).max().orElseThrow();
  }
}
