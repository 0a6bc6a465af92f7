package dev.headroom.sweep;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several equal parts of a grid, neighbours in a row.
 *
 * @param number from 1
 * @param of how many there are
 */
public record Shard(long number, long of) implements Serializable {
  /** The whole grid. */
  public static final Shard WHOLE = new Shard(1, 1);

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /** Checks the range. */
  public Shard {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException(
          "--shard: a part is from 1/N to N/N, was " + number + "/" + of);
    }
  }

  /** Reads {@code 2/8}. */
  public static Shard parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("--shard: must be a part as 2/8, was '" + text + "'");
    }
    return new Shard(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  /** Its first point of so many. */
  public long from(long points) {
    return end(points, number - 1);
  }

  /** The point behind its last. */
  public long to(long points) {
    return end(points, number);
  }

  /** Divided first, so that the product does not overflow. */
  private long end(long points, long parts) {
    return points / of * parts + points % of * parts / of;
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
