package dev.headroom.sweep;

import dev.headroom.document.Quantity;
import dev.headroom.document.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of a profile's quantity, none of which is stored: {@code 2TB/s,3.35TB/s}, {@code
 * 2TB/s..8TB/s*2} (2, 4, 8), {@code 1TB/s..2TB/s+0.5TB/s} (1, 1.5, 2).
 *
 * @param pieces values and ranges in the order written
 */
public record QuantitySeries(List<Piece> pieces) {
  private static final Pattern RANGE =
      Pattern.compile("(?<first>.+?)\\.\\.(?<last>[^*]+?)(?:\\*(?<factor>[\\d.]+)|\\+(?<step>.+))");

  private static final Pattern GLUED = Pattern.compile("([\\d.eE+-]*\\d\\.?) *([A-Za-z].*)");

  /** The last value of a range may be missed by this part of a step, as 0.1 is no double. */
  private static final double SLACK = 1e-9;

  private static final long LONGEST = 1L << 40;

  /**
   * A value, or a range that rises by a step or a factor.
   *
   * @param first its first value
   * @param by the step or the factor
   * @param times whether it is a factor
   * @param size how many values it has
   */
  public record Piece(double first, double by, boolean times, long size) {
    private double get(long index) {
      return times ? first * Math.pow(by, index) : first + by * index;
    }
  }

  /** Copies the list. */
  public QuantitySeries {
    pieces = List.copyOf(pieces);
  }

  /** How many values there are. */
  public long size() {
    return pieces.stream().mapToLong(Piece::size).reduce(0, Math::addExact);
  }

  /** The value at an index, from 0, in the plain unit. */
  public double get(long index) {
    long rest = index;
    for (Piece piece : pieces) {
      if (rest < piece.size) {
        return piece.get(rest);
      }
      rest -= piece.size;
    }
    throw new IndexOutOfBoundsException("index " + index + " of " + size());
  }

  /** The least value. */
  public double least() {
    return pieces.stream().mapToDouble(Piece::first).min().orElseThrow();
  }

  /** The largest value. */
  public double most() {
    return pieces.stream().mapToDouble(piece -> piece.get(piece.size - 1)).max().orElseThrow();
  }

  /**
   * Reads a series.
   *
   * @param option what takes it, for messages
   * @param unit of the values; empty for a plain number
   * @throws IllegalArgumentException naming the option, the part that is wrong and what would be
   *     right
   */
  public static QuantitySeries parse(String option, String text, Optional<Unit> unit) {
    List<Piece> pieces = new ArrayList<>();
    try {
      for (String part : text.split(",", -1)) {
        pieces.add(piece(part.strip(), unit));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
    return new QuantitySeries(pieces);
  }

  private static Piece piece(String part, Optional<Unit> unit) {
    Matcher range = RANGE.matcher(part);
    if (!range.matches()) {
      if (part.contains("..")) {
        throw new IllegalArgumentException(
            "the range '" + part + "' needs a step or a factor, as 2TB/s..8TB/s*2");
      }
      return new Piece(value(part, unit), 0, false, 1);
    }
    double first = value(range.group("first"), unit);
    double last = value(range.group("last"), unit);
    @Nullable String factor = range.group("factor");
    boolean times = factor != null;
    double by = times ? plain(factor) : value(range.group("step"), unit);
    if (last < first || by <= (times ? 1 : 0)) {
      throw new IllegalArgumentException(
          "the range '" + part + "' does not rise from its first value to its last");
    }
    double steps = times ? Math.log(last / first) / Math.log(by) : (last - first) / by;
    if (steps > LONGEST) {
      throw new IllegalArgumentException("more than " + LONGEST + " values in '" + part + "'");
    }
    return new Piece(first, by, times, (long) Math.floor(steps + SLACK) + 1);
  }

  /** A value, whether or not a space stands before its unit, which a shell would split at. */
  static double value(String text, Optional<Unit> unit) {
    if (unit.isEmpty()) {
      return plain(text.strip());
    }
    Matcher glued = GLUED.matcher(text.strip());
    String spaced = glued.matches() ? glued.group(1) + " " + glued.group(2) : text.strip();
    return Quantity.parse(spaced, unit.get()).value();
  }

  private static double plain(@Nullable String text) {
    try {
      double number = Double.parseDouble(String.valueOf(text));
      if (number > 0 && Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: '" + text + "'", e);
    }
    throw new IllegalArgumentException("must be a finite number above 0, was " + text);
  }
}
