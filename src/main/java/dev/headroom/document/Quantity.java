package dev.headroom.document;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A positive number with a unit, written {@code 3.35 TB/s}: number, one space, unit, upper and
 * lower case as in the standard. GB is 10⁹ bytes, GiB 2³⁰.
 *
 * @param value in the plain unit: bytes, bytes per second, seconds
 * @param unit the plain unit
 * @param written as the user wrote it
 */
public record Quantity(double value, Unit unit, String written) {
  private static final String NUMBER = "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?";
  private static final int LONGEST = 60;
  private static final Pattern FORM = Pattern.compile("(" + NUMBER + ")( *)(\\D.*)?");
  private static final Pattern SEPARATED = Pattern.compile("[+-]?\\d{1,3}([,_']\\d{3})+\\b.*");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+( .*)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?\\.?(nan|inf|infinity)\\b.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern BITS =
      Pattern.compile("([kMGTP]?)(b|bit|bits)(/s|ps)|([kMGTP]?)(bit|bits)");

  /**
   * Reads a quantity in one of these units.
   *
   * @throws IllegalArgumentException saying what is wrong, the value, and what would be right
   */
  public static Quantity parse(String text, Unit... units) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is too long for a number; " + expected(units));
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()
        || SEPARATED.matcher(text).matches()
        || DECIMAL_COMMA.matcher(text).matches()) {
      throw new IllegalArgumentException(notANumber(text, units));
    }
    String number = form.group(1);
    String symbol = form.group(3);
    if (symbol == null || symbol.isBlank()) {
      throw new IllegalArgumentException("'" + text + "' has no unit; " + expected(units));
    }
    for (Unit unit : units) {
      Optional<BigDecimal> factor = unit.factor(symbol);
      if (factor.isPresent()) {
        if (form.group(2).length() != 1) {
          throw new IllegalArgumentException(
              "'" + text + "' needs one space before the unit: '" + number + " " + symbol + "'");
        }
        return of(text, new BigDecimal(number).multiply(factor.get()), unit);
      }
    }
    throw new IllegalArgumentException(wrongUnit(text, number, symbol, units));
  }

  private static Quantity of(String text, BigDecimal exact, Unit unit) {
    // Multiplied exactly and rounded once, so that 5 us is 5e-6 and not a neighbour of it.
    double value = exact.doubleValue();
    if (exact.signum() <= 0) {
      throw new IllegalArgumentException("must be > 0, was " + text);
    }
    if (value == 0 || Double.isInfinite(value)) {
      throw new IllegalArgumentException("is out of range: " + text + "; " + expected(unit));
    }
    return new Quantity(value, unit, text);
  }

  private static String notANumber(String text, Unit... units) {
    if (NOT_FINITE.matcher(text).matches()) {
      return "must be a finite number, was " + text + "; " + expected(units);
    }
    if (SEPARATED.matcher(text).matches()) {
      return "'"
          + text
          + "' has separators in the number; write '"
          + text.replaceAll("(?<=\\d)[,_'](?=\\d{3})", "")
          + "'";
    }
    if (DECIMAL_COMMA.matcher(text).matches()) {
      return "'" + text + "' has a decimal comma; write '" + text.replace(',', '.') + "'";
    }
    return "'" + text + "' is not a number with a unit; " + expected(units);
  }

  private static String wrongUnit(String text, String number, String symbol, Unit... units) {
    Matcher bits = BITS.matcher(symbol);
    if (bits.matches()) {
      String eighth =
          new BigDecimal(number).divide(new BigDecimal(8)).stripTrailingZeros().toPlainString();
      boolean rate = bits.group(3) != null;
      String bytes = (rate ? bits.group(1) : bits.group(4)) + "B" + (rate ? "/s" : "");
      return "'" + text + "' is in bits; divide by 8 and write '" + eighth + " " + bytes + "'";
    }
    Optional<Unit> other =
        Arrays.stream(Unit.values()).filter(unit -> unit.factor(symbol).isPresent()).findFirst();
    if (other.isPresent()) {
      return "'" + text + "' is in " + other.get().symbol() + "; " + expected(units);
    }
    return "unknown unit in '" + text + "';" + hint(symbol, units) + " " + expected(units);
  }

  private static String hint(String symbol, Unit... units) {
    List<String> known = Stream.of(units).flatMap(unit -> unit.symbols().stream()).toList();
    // 'TFLOPS' is one letter from many symbols, so what differs in case or slash only goes first.
    return known.stream()
        .filter(name -> letters(name).equals(letters(symbol)))
        .findFirst()
        .or(() -> Nearest.to(symbol, known))
        .map(name -> " did you mean '" + name + "'?")
        .orElse("");
  }

  private static String letters(String symbol) {
    // Both the micro sign and the Greek letter stand for the u that is asked for.
    String plain = symbol.replace('\u00b5', 'u').replace('\u03bc', 'u');
    return plain.toUpperCase(Locale.ROOT).replace("/", "");
  }

  private static String expected(Unit... units) {
    String symbols = Stream.of(units).map(Unit::symbol).collect(Collectors.joining(" or "));
    return "expected " + symbols + ", e.g. '" + units[0].example() + "'";
  }
}
