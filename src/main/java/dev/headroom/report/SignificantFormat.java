package dev.headroom.report;

import dev.headroom.document.NumberText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * Numbers for people: three significant digits and the unit that keeps them short.
 *
 * <p>Rounding is half up on the shortest decimal of the double, so that a figure is what a reader
 * gets by rounding the number in the JSON by hand. The unit is chosen after rounding: 999.6 kB is
 * 1.00 MB, not 1000 kB. What no unit fits is shown with a power of ten.
 */
public final class SignificantFormat {
  private static final int DIGITS = 3;
  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_UP);

  /** Exponents that are shown without a power of ten, once the unit is chosen. */
  private static final int SMALLEST_PLAIN = -3;

  private static final int LARGEST_PLAIN = 5;

  private SignificantFormat() {}

  /** The value with its unit in one line; an en dash if it is not a number. */
  public static String text(double value, Quantity quantity) {
    return figure(value, quantity).text();
  }

  /** A cell in its parts. */
  static Figure figure(Value value, Quantity quantity) {
    if (value instanceof Value.Text text) {
      return Figure.word(PlainText.line(text.text()));
    }
    if (value instanceof Value.Flag flag) {
      return Figure.word(flag.set() ? "yes" : "no");
    }
    if (value instanceof Value.Whole whole) {
      return quantity == Quantity.COUNT
          ? Figure.number(Long.toString(whole.number()), "")
          : figure((double) whole.number(), quantity);
    }
    if (value instanceof Value.Real real) {
      return figure(real.number(), quantity);
    }
    if (value instanceof Value.Measure measure) {
      return figure(measure.number(), measure.quantity());
    }
    return Figure.ABSENT;
  }

  private static Figure figure(double value, Quantity quantity) {
    if (Double.isNaN(value)) {
      return Figure.ABSENT;
    }
    if (Double.isInfinite(value)) {
      return Figure.word(value > 0 ? "∞" : "-∞");
    }
    if (quantity == Quantity.COUNT) {
      return NumberText.isExactWhole(value)
          ? Figure.number(NumberText.of(value), "")
          : figure(value, Quantity.NUMBER);
    }
    if (!quantity.isNumeric()) {
      throw new IllegalArgumentException("quantity: must be a number's, was " + quantity);
    }
    if (value == 0) {
      return Figure.number("0", baseUnit(quantity.scales()).label());
    }
    Figure figure = scaled(NumberText.decimal(value), quantity.scales());
    boolean needsSign = quantity == Quantity.CHANGE && value > 0;
    return needsSign
        ? new Figure("+" + figure.digits(), figure.exponent(), figure.unit(), true)
        : figure;
  }

  private static Figure scaled(BigDecimal value, List<Scale> scales) {
    Scale scale = scales.get(0);
    BigDecimal magnitude = value.abs().round(ROUNDING);
    for (Scale candidate : scales) {
      if (magnitude.compareTo(candidate.from()) >= 0) {
        scale = candidate;
      }
    }
    BigDecimal shown = value.divide(scale.factor(), ROUNDING);
    int exponent = exponent(shown);
    if (exponent >= SMALLEST_PLAIN && exponent <= LARGEST_PLAIN) {
      return Figure.number(digits(shown, exponent), scale.label());
    }
    Scale base = baseUnit(scales);
    BigDecimal inBase = value.divide(base.factor(), ROUNDING);
    int power = exponent(inBase);
    return new Figure(digits(inBase.scaleByPowerOfTen(-power), 0), power, base.label(), true);
  }

  /** The power of ten of the first digit. */
  private static int exponent(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }

  private static String digits(BigDecimal number, int exponent) {
    int decimals = Math.max(0, DIGITS - 1 - exponent);
    return number.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
  }

  private static Scale baseUnit(List<Scale> scales) {
    return scales.stream().filter(Scale::isBase).findFirst().orElse(scales.get(0));
  }
}
