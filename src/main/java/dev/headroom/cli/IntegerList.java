package dev.headroom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers as options take them: {@code 1,8,32}, {@code 1-4} (1, 2, 3, 4), {@code 1-9+4} (1,
 * 5, 9), {@code 1-128*2} (1, 2, 4 … 128). {@code 2k} is 2000 and {@code 2K} 2048; {@code m} and
 * {@code M} likewise.
 *
 * @param option the option that takes them, for messages
 * @param least the least number that is allowed
 * @param most the largest number that is allowed
 */
record IntegerList(String option, long least, long most) {
  /** A list longer than this is a slip of the fingers. */
  static final int LONGEST = 10_000;

  private static final String NUMBER = "\\d+[kKmM]?";
  private static final Pattern SINGLE = Pattern.compile(NUMBER);
  private static final Pattern PART =
      Pattern.compile(
          "(?<first>" + NUMBER + ")(?:-(?<last>" + NUMBER + ")(?:(?<step>[+*])(?<by>\\d+))?)?");

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException naming the option, the part that is wrong and what would be
   *     right
   */
  List<Long> parse(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      addPart(part.strip(), numbers);
    }
    return List.copyOf(numbers);
  }

  /** Reads one number. */
  long single(String text) {
    if (!SINGLE.matcher(text.strip()).matches()) {
      throw fault("not a whole number: '" + text + "'; right are 8, 2k (2000), 2K (2048)");
    }
    return number(text.strip());
  }

  private void addPart(String part, List<Long> numbers) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw fault(
          "not a whole number or range: '"
              + part
              + "'; right are 8, 1,8,32, 1-4, 1-9+4, 1-128*2, 2k (2000), 2K (2048)");
    }
    long first = number(matcher.group("first"));
    String last = matcher.group("last");
    boolean times = "*".equals(matcher.group("step"));
    addRange(part, first, last == null ? first : number(last), times, by(matcher), numbers);
  }

  private void addRange(
      String part, long first, long last, boolean times, long by, List<Long> numbers) {
    if (last < first || by < 1 || (times && (by < 2 || first < 1))) {
      throw fault("the range '" + part + "' does not rise from its first number to its last");
    }
    long next = first;
    while (numbers.size() < LONGEST) {
      numbers.add(next);
      if (times ? next > last / by : next > last - by) {
        return;
      }
      next = times ? next * by : next + by;
    }
    throw fault("more than " + LONGEST + " numbers in '" + part + "'");
  }

  private long by(Matcher matcher) {
    @Nullable String text = matcher.group("by");
    return text == null ? 1 : digits(text, text);
  }

  private long number(String text) {
    int end = text.length() - 1;
    long factor =
        switch (text.charAt(end)) {
          case 'k' -> 1_000;
          case 'K' -> 1_024;
          case 'm' -> 1_000_000;
          case 'M' -> 1_048_576;
          default -> 1;
        };
    long digits = digits(factor == 1 ? text : text.substring(0, end), text);
    if (digits > most / factor || digits * factor < least) {
      throw outside(text);
    }
    return digits * factor;
  }

  private long digits(String digits, String text) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw outside(text);
    }
  }

  private IllegalArgumentException outside(String text) {
    return fault("must be between " + least + " and " + most + ", was " + text);
  }

  private IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(option + ": " + what);
  }
}
