package dev.headroom.fit;

import dev.headroom.document.Nearest;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelShape;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which rows a fit does not see, so that it can be judged on them.
 *
 * @param kind how they are chosen
 * @param width of the keys that are left out, for {@link Kind#WIDTH}
 */
public record HoldOut(Kind kind, long width) {
  /** One shape in five, by a hash of the shape: how well a fit interpolates. */
  public static final HoldOut SHAPES = new HoldOut(Kind.SHAPES, 0);

  /** The three tenths that move most bytes: how well it extrapolates to larger calls. */
  public static final HoldOut LARGEST = new HoldOut(Kind.LARGEST, 0);

  private static final double SMALLER = 0.7;
  private static final String WIDTH_PREFIX = "width=";
  private static final List<String> NAMES = List.of("shapes", "largest", "width=64");

  /** How rows are chosen. */
  public enum Kind {
    /** By a hash of the shape. */
    SHAPES,
    /** By their bytes. */
    LARGEST,
    /** By the width of a head: how well a fit extrapolates to a width that it never saw. */
    WIDTH
  }

  /**
   * Reads {@code shapes}, {@code largest} or {@code width=N}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static HoldOut parse(String text) {
    if (text.equals(NAMES.get(0))) {
      return SHAPES;
    }
    if (text.equals(NAMES.get(1))) {
      return LARGEST;
    }
    if (text.startsWith(WIDTH_PREFIX) && text.matches("width=[1-9][0-9]{0,8}")) {
      return new HoldOut(Kind.WIDTH, Long.parseLong(text.substring(WIDTH_PREFIX.length())));
    }
    throw new IllegalArgumentException(Nearest.unknown("choice", text, NAMES));
  }

  /** Whether a row is held out of the fit of these. */
  public Predicate<Measurement> of(List<Measurement> rows) {
    return switch (kind) {
      case SHAPES -> Measurement::isHeldOut;
      case LARGEST -> {
        double[] bytes =
            rows.stream().mapToDouble(row -> row.call().compulsoryBytes()).sorted().toArray();
        int kept = (int) Math.ceil(SMALLER * bytes.length);
        double least = kept < bytes.length ? bytes[kept] : Double.POSITIVE_INFINITY;
        yield row -> row.call().compulsoryBytes() >= least;
      }
      case WIDTH -> row -> row.call() instanceof KernelShape shape && shape.widths().key() == width;
    };
  }

  /** What was held out, in words. */
  public String words() {
    return switch (kind) {
      case SHAPES -> "held out";
      case LARGEST -> "held out the largest 30 %";
      case WIDTH -> "held out width " + width;
    };
  }
}
