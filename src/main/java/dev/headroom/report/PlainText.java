package dev.headroom.report;

/**
 * Other people's text made safe for one line of a terminal: names are data and must not break a
 * table, move the cursor or turn the reading direction.
 */
final class PlainText {
  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  /** The text with white space of any kind as blanks and control characters replaced. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(PlainText::harmless).forEach(line::appendCodePoint);
    return line.toString();
  }

  private static int harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.CONTROL -> Character.isWhitespace(codePoint) ? ' ' : REPLACEMENT;
      case Character.SURROGATE -> REPLACEMENT;
      case Character.FORMAT -> isBidirectionalControl(codePoint) ? REPLACEMENT : codePoint;
      default -> codePoint;
    };
  }

  private static boolean isBidirectionalControl(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
