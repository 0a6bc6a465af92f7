package dev.headroom.expression;

/**
 * The values that a field or formula can have.
 *
 * @param low the least
 * @param high the largest
 * @param present whether it always has a value; a comparison with an absent one does not hold
 */
public record Interval(double low, double high, boolean present) {
  /** Any number, or none. */
  public static final Interval ANY =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);

  /** One value. */
  static Interval of(double value) {
    return new Interval(value, value, true);
  }

  /** Whether a condition with these values never holds. */
  public boolean isNever() {
    return low == 0 && high == 0;
  }

  /** Whether no value is left. */
  boolean isEmpty() {
    return low > high;
  }

  /** What lies in both. */
  Interval and(Interval other) {
    return new Interval(
        Math.max(low, other.low), Math.min(high, other.high), present || other.present);
  }

  /** The least interval of these ends; any number if one of them is not one. */
  static Interval spanning(boolean present, double... ends) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double end : ends) {
      if (Double.isNaN(end)) {
        return ANY;
      }
      low = Math.min(low, end);
      high = Math.max(high, end);
    }
    return new Interval(low, high, present);
  }
}
