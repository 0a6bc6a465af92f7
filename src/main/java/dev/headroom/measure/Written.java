package dev.headroom.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Numbers as profiles write them: four digits, a prefix and a unit. */
final class Written {
  private static final MathContext DIGITS = new MathContext(4);
  private static final List<String> DECIMAL = List.of("", "k", "M", "G", "T", "P");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi");

  private Written() {}

  /** With a power of 1000: {@code 39.12 GB/s}. */
  static String decimal(double value, String unit) {
    return prefixed(value, 1000, DECIMAL, unit);
  }

  /** With a power of 1024: {@code 31.5 GiB}. */
  static String bytes(double value) {
    return prefixed(value, 1024, BINARY, "B");
  }

  /** A time: {@code 464 ns}. */
  static String nanoseconds(double seconds) {
    return plain(1e9 * seconds, DIGITS) + " ns";
  }

  /** A fraction in per cent, two digits. */
  static String percent(double fraction) {
    return plain(100 * fraction, new MathContext(2)) + " %";
  }

  /** The nearest number of six digits. */
  static double sixDigits(double value) {
    return new BigDecimal(value).round(new MathContext(6)).doubleValue();
  }

  private static String prefixed(double value, int base, List<String> prefixes, String unit) {
    double scaled = value;
    int prefix = 0;
    // Compared after rounding, so that 999.96 does not become 1000.
    while (new BigDecimal(scaled).round(DIGITS).doubleValue() >= base
        && prefix < prefixes.size() - 1) {
      scaled /= base;
      prefix++;
    }
    return plain(scaled, DIGITS) + " " + prefixes.get(prefix) + unit;
  }

  private static String plain(double value, MathContext digits) {
    return new BigDecimal(value).round(digits).stripTrailingZeros().toPlainString();
  }
}
