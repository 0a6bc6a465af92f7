package dev.headroom.document;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something wrong in a user's file: where, under which key, and what would be right.
 *
 * @param position the place
 * @param keyPath {@code memory.device.bandwidth}, or empty when no key is concerned
 * @param message what is wrong, the value, what would be right
 */
public record Fault(Position position, String keyPath, String message) {
  private static final int LONGEST_PATH = 200;

  /** Room for a list of all known names. */
  private static final int LONGEST_MESSAGE = 2000;

  /** Line ends, what commands a terminal, and what makes text look like other text. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  /**
   * Makes one line of moderate length of what quotes the file: characters that cannot be seen are
   * written out, the middle of a long quotation is cut.
   */
  public Fault {
    keyPath = quotable(keyPath, LONGEST_PATH);
    message = quotable(message, LONGEST_MESSAGE);
  }

  private static String quotable(String text, int longest) {
    int half = longest / 2;
    String shortened =
        text.length() <= longest
            ? text
            : text.substring(0, half) + " ... " + text.substring(text.length() - half);
    return UNSEEN
        .matcher(shortened)
        .replaceAll(
            unseen -> String.format(Locale.ROOT, "\\\\u%04X", unseen.group().codePointAt(0)));
  }

  /** Whether a text holds characters that cannot be seen or that command a terminal. */
  public static boolean hasUnseen(String text) {
    return UNSEEN.matcher(text).find();
  }

  /** {@code FILE:LINE:COL KEY.PATH: message}. */
  @Override
  public String toString() {
    return position + (keyPath.isEmpty() ? "" : " " + keyPath) + ": " + message;
  }
}
