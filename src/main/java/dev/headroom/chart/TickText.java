package dev.headroom.chart;

import dev.headroom.document.NumberText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Numbers at an axis and in cells, the same under every locale. */
final class TickText {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final MathContext ROUNDING = new MathContext(6);
  private static final double LARGEST_PLAIN = 10_000;
  private static final double SMALLEST_PLAIN = 0.001;
  private static final double KIBI = 1024;

  private TickText() {}

  /** The labels of an axis: all plain, or all with a power of ten. */
  static List<String> all(Axis.Scale scale, List<Double> numbers) {
    if (scale == Axis.Scale.LOG2) {
      return numbers.stream().map(TickText::binary).toList();
    }
    boolean plain = numbers.stream().allMatch(TickText::isPlain);
    return numbers.stream()
        .map(number -> plain || number == 0 ? plain(rounded(number)) : power(number))
        .toList();
  }

  /** One number on its own. */
  static String text(double number) {
    return isPlain(number) ? plain(rounded(number)) : power(number);
  }

  private static boolean isPlain(double number) {
    double size = Math.abs(number);
    return number == 0
        || (size <= LARGEST_PLAIN * (1 + 1e-9) && size >= SMALLEST_PLAIN * (1 - 1e-9));
  }

  /** A count with 1K = 1024. */
  static String binary(double number) {
    double value = rounded(number).doubleValue();
    if (value >= KIBI * KIBI && value % (KIBI * KIBI) == 0) {
      return NumberText.of(value / KIBI / KIBI) + "M";
    }
    return value >= KIBI && value % KIBI == 0 ? NumberText.of(value / KIBI) + "K" : text(value);
  }

  private static String power(double number) {
    BigDecimal rounded = rounded(number);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = plain(rounded.scaleByPowerOfTen(-exponent));
    String power = "10" + superscript(exponent);
    return digits.equals("1") ? power : digits + "×" + power;
  }

  private static BigDecimal rounded(double number) {
    return new BigDecimal(number).round(ROUNDING);
  }

  private static String plain(BigDecimal number) {
    String text = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    return text.replace('-', '−');
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }
}
