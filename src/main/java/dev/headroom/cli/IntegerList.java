package dev.headroom.cli;

import dev.headroom.sweep.NumberSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException naming the option, the part that is wrong and what would be
   *     right
   */
  List<Long> parse(String text) {
    List<Long> numbers = new ArrayList<>();
    for (NumberSeries.Piece piece : rule().parse(text).pieces()) {
      if (piece.size() > LONGEST - numbers.size()) {
        throw fault("more than " + LONGEST + " numbers in '" + piece.text() + "'");
      }
      NumberSeries single = new NumberSeries(List.of(piece));
      for (long i = 0; i < piece.size(); i++) {
        numbers.add(single.get(i));
      }
    }
    return List.copyOf(numbers);
  }

  private NumberSeries.Rule rule() {
    return new NumberSeries.Rule(option, least, most);
  }

  /** Reads one number. */
  long single(String text) {
    if (!SINGLE.matcher(text.strip()).matches()) {
      throw fault("not a whole number: '" + text + "'; right are 8, 2k (2000), 2K (2048)");
    }
    return rule().number(text.strip());
  }

  private IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(option + ": " + what);
  }
}
