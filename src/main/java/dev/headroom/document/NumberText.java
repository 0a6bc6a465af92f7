package dev.headroom.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Decimal text of a double: the shortest that reads back to the same double, the same on every
 * Java.
 *
 * <p>{@link Double#toString(double)} is not enough: before Java 19 it sometimes printed a digit too
 * many, so one result would give two files on two Javas.
 */
public final class NumberText {
  /** From here on not every whole number is a double, so a whole value claims too much. */
  private static final double EXACT_WHOLE_LIMIT = 0x1p53;

  /** Every decimal of this many digits survives the way into a double and back. */
  private static final int SAFE_DIGITS = 15;

  /** Every double survives the way into a decimal of this many digits and back. */
  private static final int ENOUGH_DIGITS = 17;

  private NumberText() {}

  /** The text of a finite number: whole numbers below 2⁵³ without a fraction or exponent. */
  public static String of(double number) {
    return isExactWhole(number) ? Long.toString((long) number) : decimal(number).toString();
  }

  /** Whether the number is whole and small enough for its neighbours to be whole too. */
  public static boolean isExactWhole(double number) {
    return Math.abs(number) < EXACT_WHOLE_LIMIT && number == Math.rint(number);
  }

  /** The shortest decimal that reads back to this finite number, without trailing zeros. */
  public static BigDecimal decimal(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = SAFE_DIGITS; digits < ENOUGH_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(ENOUGH_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
