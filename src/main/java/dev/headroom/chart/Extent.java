package dev.headroom.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an axis starts and ends and what is marked on it, all in the unit that is shown.
 *
 * @param scale how values are laid out
 * @param low first value
 * @param high last value
 * @param majors values with a label, rising
 * @param labels their labels
 * @param minors values with a mark alone
 */
public record Extent(
    Axis.Scale scale,
    double low,
    double high,
    List<Double> majors,
    List<String> labels,
    List<Double> minors) {
  private static final int MOST_TICKS = 7;
  private static final int FEWEST_TICKS = 3;
  private static final int MOST_MINOR_DECADES = 6;
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /** What is left free between the outermost value and the frame, as a part of the axis. */
  private static final double MARGIN = 0.04;

  /** Copies the lists. */
  public Extent {
    majors = List.copyOf(majors);
    labels = List.copyOf(labels);
    minors = List.copyOf(minors);
  }

  /**
   * The extent that holds these values.
   *
   * @param values in the axis's own unit
   * @throws IllegalArgumentException if there is no value, one is not finite, or one is not
   *     positive on a logarithmic axis
   */
  static Extent of(Axis axis, List<Double> values) {
    int names = axis.symbols().size();
    if (names > 0) {
      List<Double> places = Stream.iterate(0.0, place -> place + 1).limit(names).toList();
      return new Extent(axis.scale(), -0.5, names - 0.5, places, axis.symbols(), List.of());
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!Double.isFinite(value * axis.factor())) {
        throw new IllegalArgumentException(axis.key() + ": a chart needs finite numbers");
      }
      low = Math.min(low, value * axis.factor());
      high = Math.max(high, value * axis.factor());
    }
    if (low > high) {
      throw new IllegalArgumentException(axis.key() + ": there is nothing to draw");
    }
    if (axis.scale() == Axis.Scale.LINEAR) {
      return linear(low, high);
    }
    if (low <= 0) {
      throw new IllegalArgumentException(
          axis.key() + ": must be > 0 on a logarithmic axis, was " + low / axis.factor());
    }
    return logarithmic(axis.scale(), low, high);
  }

  /** The exact range of values, without a margin. */
  static Extent tight(Axis axis, double low, double high) {
    double from = low * axis.factor();
    double to = high * axis.factor();
    if (from == to) {
      return of(axis, List.of(low, high));
    }
    return axis.scale() == Axis.Scale.LINEAR
        ? marked(axis.scale(), from, to, round(from, to), List.of())
        : ticked(axis.scale(), from, to);
  }

  /** Where a shown value lies: itself, or its logarithm. StrictMath is the same on every Java. */
  double place(double shown) {
    return switch (scale) {
      case LINEAR -> shown;
      case LOG10 -> StrictMath.log10(shown);
      case LOG2 -> StrictMath.log(shown) / StrictMath.log(2);
    };
  }

  private static double power(Axis.Scale scale, double exponent) {
    return scale == Axis.Scale.LOG2
        ? StrictMath.pow(2, exponent)
        : Math.rint(exponent) == exponent
            ? decimal(1, (int) exponent)
            : StrictMath.pow(10, exponent);
  }

  /** The double nearest to a decimal, which a product of two doubles need not be. */
  private static double decimal(int digit, int exponent) {
    return Double.parseDouble(digit + "e" + exponent);
  }

  private static Extent linear(double lowest, double highest) {
    double low = Math.min(0, lowest);
    double high = Math.max(0, highest);
    if (low == high) {
      high = 1;
    }
    double margin = (high - low) * MARGIN;
    double from = low < 0 ? low - margin : 0;
    double to = high > 0 ? high + margin : 0;
    return marked(Axis.Scale.LINEAR, from, to, round(from, to), List.of());
  }

  /** Round numbers between two values, at most seven. */
  private static List<Double> round(double low, double high) {
    double power = power(Axis.Scale.LOG10, Math.floor(StrictMath.log10((high - low) / MOST_TICKS)));
    for (double factor : STEPS) {
      double step = factor * power;
      double first = Math.ceil(low / step - 1e-9);
      double last = Math.floor(high / step + 1e-9);
      if (last - first < MOST_TICKS) {
        List<Double> ticks = new ArrayList<>();
        for (double i = first; i <= last; i++) {
          ticks.add(i * step);
        }
        return ticks;
      }
    }
    throw new IllegalStateException("ten steps of a power hold seven");
  }

  private static Extent logarithmic(Axis.Scale scale, double lowest, double highest) {
    Extent bare = new Extent(scale, lowest, highest, List.of(), List.of(), List.of());
    double first = bare.place(lowest);
    double last = bare.place(highest);
    // Equal values get room of a factor of two.
    double margin = last - first < 1e-9 ? bare.place(2) : (last - first) * MARGIN;
    return ticked(scale, lowest / power(scale, margin), highest * power(scale, margin));
  }

  private static Extent ticked(Axis.Scale scale, double low, double high) {
    Extent bare = new Extent(scale, low, high, List.of(), List.of(), List.of());
    int first = (int) Math.ceil(bare.place(low) - 1e-9);
    int last = (int) Math.floor(bare.place(high) + 1e-9);
    if (last - first + 1 >= FEWEST_TICKS) {
      int step = (last - first + MOST_TICKS) / MOST_TICKS;
      List<Double> powers = new ArrayList<>();
      for (int exponent = first; exponent <= last; exponent += step) {
        powers.add(power(scale, exponent));
      }
      return marked(scale, low, high, powers, minors(bare, step == 1, first - 1, last));
    }
    List<Double> between = new ArrayList<>();
    if (scale == Axis.Scale.LOG10) {
      for (int exponent = first - 1; exponent <= last; exponent++) {
        for (int digit : new int[] {1, 2, 5}) {
          add(between, decimal(digit, exponent), low, high);
        }
      }
    }
    List<Double> majors = between.size() >= FEWEST_TICKS ? between : round(low, high);
    return marked(scale, low, high, majors, List.of());
  }

  private static List<Double> minors(Extent bare, boolean everyPower, int first, int last) {
    List<Double> minors = new ArrayList<>();
    if (bare.scale == Axis.Scale.LOG10 && everyPower && last - first <= MOST_MINOR_DECADES) {
      for (int exponent = first; exponent <= last; exponent++) {
        for (int digit = 2; digit < 10; digit++) {
          add(minors, decimal(digit, exponent), bare.low, bare.high);
        }
      }
    }
    return minors;
  }

  private static void add(List<Double> ticks, double value, double low, double high) {
    if (value >= low && value <= high) {
      ticks.add(value);
    }
  }

  private static Extent marked(
      Axis.Scale scale, double low, double high, List<Double> majors, List<Double> minors) {
    return new Extent(scale, low, high, majors, TickText.all(scale, majors), minors);
  }
}
