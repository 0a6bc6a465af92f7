package dev.headroom.sweep;

import java.util.ArrayList;
import java.util.List;

/**
 * All combinations of the values of some axes, none of which is stored: a point is its index, and
 * the last axis changes fastest.
 *
 * @param axes from the slowest to the fastest
 */
public record Grid(List<Axis> axes) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are 2⁶³ points or more, or none
   */
  public Grid {
    axes = List.copyOf(axes);
    count(axes);
  }

  private static long count(List<Axis> axes) {
    long points = 1;
    List<String> sizes = new ArrayList<>();
    for (Axis axis : axes) {
      if (axis.size() > 1) {
        sizes.add(axis.key() + " " + axis.size());
      }
      if (axis.size() == 0) {
        throw new IllegalArgumentException(axis.key() + ": has no values, so the grid is empty");
      }
      if (axis.size() > Long.MAX_VALUE / points) {
        throw new IllegalArgumentException(
            "the grid has 2^63 points or more: "
                + String.join(" × ", sizes)
                + "; take fewer values");
      }
      points *= axis.size();
    }
    return points;
  }

  /** How many points there are. */
  public long size() {
    return count(axes);
  }

  /** The values of a point on all axes. */
  public List<Object> values(long index) {
    Object[] values = new Object[axes.size()];
    long rest = index;
    for (int i = axes.size() - 1; i >= 0; i--) {
      Axis axis = axes.get(i);
      values[i] = axis.value(rest % axis.size());
      rest /= axis.size();
    }
    return List.of(values);
  }
}
