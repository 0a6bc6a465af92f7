package dev.headroom.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * One unit in which a quantity can be shown.
 *
 * @param from the smallest magnitude, in the base unit, that is shown in this unit
 * @param factor this unit in base units
 * @param label the unit with its prefix, and the space before it if there is one
 */
record Scale(BigDecimal from, BigDecimal factor, String label) {
  private static final List<String> PREFIXES =
      List.of("p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E");

  private static final int SMALLEST_EXPONENT = -12;
  private static final int LARGEST_EXPONENT = 18;

  /** Whether this is the unit in which the values themselves are. */
  boolean isBase() {
    return factor.compareTo(BigDecimal.ONE) == 0;
  }

  /** The unit alone, whatever the magnitude. */
  static List<Scale> single(String label) {
    return List.of(of(BigDecimal.ONE, label));
  }

  /** Percent of a fraction; its base unit is never shown. */
  static List<Scale> percent() {
    return List.of(of(new BigDecimal("0.01"), " %"));
  }

  /** The unit with SI prefixes from a power of ten up to exa: {@code 13.2 GB}. */
  static List<Scale> prefixed(String unit, int smallestExponent) {
    return prefixed(unit, "", smallestExponent, LARGEST_EXPONENT);
  }

  /** A unit that is a word, with a prefix of its own: {@code 1.20 k tokens/s}. */
  static List<Scale> thousands(String unit) {
    return prefixed(unit, unit.isEmpty() ? "" : " ", 0, 12);
  }

  /** Seconds with SI prefixes below, and minutes, hours and days above a thousand. */
  static List<Scale> seconds() {
    List<Scale> scales = new ArrayList<>(prefixed("s", "", SMALLEST_EXPONENT, 0));
    scales.add(new Scale(new BigDecimal(1_000), new BigDecimal(60), " min"));
    scales.add(new Scale(new BigDecimal(6_000), new BigDecimal(3_600), " h"));
    scales.add(new Scale(new BigDecimal(360_000), new BigDecimal(86_400), " d"));
    return List.copyOf(scales);
  }

  private static List<Scale> prefixed(String unit, String gap, int smallest, int largest) {
    List<Scale> scales = new ArrayList<>();
    for (int exponent = smallest; exponent <= largest; exponent += 3) {
      String prefix = PREFIXES.get((exponent - SMALLEST_EXPONENT) / 3);
      String name = prefix.isEmpty() ? unit : prefix + gap + unit;
      scales.add(of(BigDecimal.ONE.scaleByPowerOfTen(exponent), name.isEmpty() ? "" : " " + name));
    }
    return List.copyOf(scales);
  }

  private static Scale of(BigDecimal factor, String label) {
    return new Scale(factor, factor, label);
  }
}
