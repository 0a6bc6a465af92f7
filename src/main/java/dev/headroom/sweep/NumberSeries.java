package dev.headroom.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers as options take them, none of which is stored: {@code 1,8,32}, {@code 1-4} (1, 2,
 * 3, 4), {@code 1-9+4} (1, 5, 9), {@code 1-128*2} (1, 2, 4 … 128). {@code 2k} is 2000 and {@code
 * 2K} 2048; {@code m} and {@code M} likewise.
 *
 * @param pieces numbers and ranges in the order written
 */
public record NumberSeries(List<Piece> pieces) {
  private static final String NUMBER = "\\d+[kKmM]?";
  private static final Pattern PART =
      Pattern.compile(
          "(?<first>" + NUMBER + ")(?:-(?<last>" + NUMBER + ")(?:(?<step>[+*])(?<by>\\d+))?)?");

  /**
   * A number, or a range that rises by a step or a factor.
   *
   * @param text as written
   * @param first its first number
   * @param by the step or the factor
   * @param times whether it is a factor
   * @param size how many numbers it has
   */
  public record Piece(String text, long first, long by, boolean times, long size) {
    private long get(long index) {
      if (!times) {
        return first + by * index;
      }
      long number = first;
      for (long i = 0; i < index; i++) {
        number *= by;
      }
      return number;
    }
  }

  /** Copies the list. */
  public NumberSeries {
    pieces = List.copyOf(pieces);
  }

  /** One number. */
  public static NumberSeries of(long number) {
    return new NumberSeries(List.of(new Piece(Long.toString(number), number, 1, false, 1)));
  }

  /** How many numbers there are. */
  public long size() {
    return pieces.stream().mapToLong(Piece::size).reduce(0, Math::addExact);
  }

  /** The number at an index, from 0. */
  public long get(long index) {
    long rest = index;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (rest < piece.size) {
        return piece.get(rest);
      }
      rest -= piece.size;
    }
    throw new IndexOutOfBoundsException("index " + index + " of " + size());
  }

  /** The least number. */
  public long least() {
    return pieces.stream().mapToLong(Piece::first).min().orElseThrow();
  }

  /** The largest number. */
  public long most() {
    return pieces.stream().mapToLong(piece -> piece.get(piece.size - 1)).max().orElseThrow();
  }

  /**
   * What an option allows.
   *
   * @param option its name, for messages
   * @param least the least number
   * @param most the largest number
   */
  public record Rule(String option, long least, long most) {
    /**
     * Reads a series.
     *
     * @throws IllegalArgumentException naming the option, the part that is wrong and what would be
     *     right
     */
    public NumberSeries parse(String text) {
      List<Piece> pieces = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        pieces.add(piece(part.strip()));
      }
      return new NumberSeries(pieces);
    }

    private Piece piece(String part) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw fault(
            "not a whole number or range: '"
                + part
                + "'; right are 8, 1,8,32, 1-4, 1-9+4, 1-128*2, 2k (2000), 2K (2048)");
      }
      long first = number(matcher.group("first"));
      @Nullable String last = matcher.group("last");
      boolean times = "*".equals(matcher.group("step"));
      @Nullable String step = matcher.group("by");
      long by = step == null ? 1 : digits(step, step);
      return range(part, first, last == null ? first : number(last), times, by);
    }

    private Piece range(String part, long first, long last, boolean times, long by) {
      if (last < first || by < 1 || (times && (by < 2 || first < 1))) {
        throw fault("the range '" + part + "' does not rise from its first number to its last");
      }
      long size = 1;
      if (times) {
        for (long number = first; number <= last / by; number *= by) {
          size++;
        }
      } else {
        size = (last - first) / by + 1;
      }
      return new Piece(part, first, by, times, size);
    }

    /** The number of a text such as {@code 2K}. */
    public long number(String text) {
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
}
