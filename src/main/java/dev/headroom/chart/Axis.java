package dev.headroom.chart;

import java.util.List;

/**
 * One axis.
 *
 * @param title with the unit that is shown in parentheses
 * @param key the column's name in the table behind the figure, with the unit of the values
 * @param scale how values are laid out
 * @param factor from values to what is shown: 1000 for seconds shown in milliseconds
 * @param symbols names of the places 0, 1, 2 …; empty for an axis of numbers
 * @param includes values that must be on the axis whatever the series hold
 */
public record Axis(
    String title,
    String key,
    Scale scale,
    double factor,
    List<String> symbols,
    List<Double> includes) {
  /** How values are laid out. */
  public enum Scale {
    /** From zero, or around it. */
    LINEAR,
    LOG10,
    /** Ticks at powers of two, labelled 1K = 1024. */
    LOG2
  }

  /** Copies the lists. */
  public Axis {
    symbols = List.copyOf(symbols);
    includes = List.copyOf(includes);
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(key + ": factor must be > 0, was " + factor);
    }
  }

  /** An axis of numbers that are shown as they are. */
  public static Axis of(String title, String key, Scale scale, Double... includes) {
    return new Axis(title, key, scale, 1, List.of(), List.of(includes));
  }

  /** An axis of names. */
  public static Axis ofNames(String title, String key, List<String> names) {
    return new Axis(title, key, Scale.LINEAR, 1, names, List.of());
  }

  /** A count as an axis in powers of two labels it: 2K for 2048. */
  public static String binary(double count) {
    return TickText.binary(count);
  }

  /** This axis with another title. */
  public Axis titled(String newTitle) {
    return new Axis(newTitle, key, scale, factor, symbols, includes);
  }

  /** This axis with values shown in another unit. */
  public Axis shownTimes(double newFactor) {
    return new Axis(title, key, scale, newFactor, symbols, includes);
  }
}
