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
 */
final class IntegerList {
  private static final Pattern PART =
      Pattern.compile(
          "(?<first>\\d{1,18}[kKmM]?)(?:-(?<last>\\d{1,18}[kKmM]?)(?:(?<step>[+*])(?<by>\\d{1,18}))?)?");

  private static final int MOST = 100_000;

  private IntegerList() {}

  /**
   * Reads a list for an option.
   *
   * @throws IllegalArgumentException naming the option, the part that is wrong and what would be
   *     right
   */
  static List<Long> parse(String option, String text) {
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      addPart(option, part.strip(), numbers);
    }
    return List.copyOf(numbers);
  }

  /** Reads one number for an option. */
  static long single(String option, String text) {
    List<Long> numbers = parse(option, text);
    if (numbers.size() != 1) {
      throw new IllegalArgumentException(option + ": takes one number here, was '" + text + "'");
    }
    return numbers.get(0);
  }

  private static void addPart(String option, String part, List<Long> numbers) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          option
              + ": not a whole number or range: '"
              + part
              + "'; right are 8, 1,8,32, 1-4, 1-9+4, 1-128*2, 2k (2000), 2K (2048)");
    }
    long first = number(option, matcher.group("first"));
    String lastText = matcher.group("last");
    if (lastText == null) {
      numbers.add(first);
      return;
    }
    long last = number(option, lastText);
    boolean times = "*".equals(matcher.group("step"));
    long by = by(matcher.group("by"));
    if (last < first || by < 1 || (times && (by < 2 || first < 1))) {
      throw new IllegalArgumentException(
          option + ": the range '" + part + "' does not rise from its first number to its last");
    }
    for (long next = first; next <= last; next = times ? next * by : next + by) {
      if (numbers.size() >= MOST) {
        throw new IllegalArgumentException(
            option + ": more than " + MOST + " numbers in '" + part + "'");
      }
      numbers.add(next);
      if (next > Long.MAX_VALUE / Math.max(2, by)) {
        break;
      }
    }
  }

  private static long by(@Nullable String text) {
    return text == null ? 1 : Long.parseLong(text);
  }

  private static long number(String option, String text) {
    int end = text.length() - 1;
    long factor =
        switch (text.charAt(end)) {
          case 'k' -> 1_000;
          case 'K' -> 1_024;
          case 'm' -> 1_000_000;
          case 'M' -> 1_048_576;
          default -> 1;
        };
    String digits = factor == 1 ? text : text.substring(0, end);
    try {
      return Math.multiplyExact(Long.parseLong(digits), factor);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(option + ": too large: '" + text + "'", e);
    }
  }
}
