package dev.headroom.report;

import java.text.Normalizer;
import java.util.Map;

/** Which characters the reader's terminal can show. */
public enum Glyphs {
  UNICODE,
  ASCII;

  private static final Map<Integer, String> LIKENESSES =
      Map.ofEntries(
          Map.entry((int) '×', "x"),
          Map.entry((int) 'µ', "u"),
          Map.entry((int) 'μ', "u"),
          Map.entry((int) '–', "-"),
          Map.entry((int) '—', "-"),
          Map.entry((int) '−', "-"),
          Map.entry((int) '‐', "-"),
          Map.entry((int) '‑', "-"),
          Map.entry((int) '∞', "inf"),
          Map.entry((int) '…', "..."),
          Map.entry((int) '·', "*"),
          Map.entry((int) '•', "*"),
          Map.entry((int) '≤', "<="),
          Map.entry((int) '≥', ">="),
          Map.entry((int) '±', "+-"),
          Map.entry((int) '≈', "~"),
          Map.entry((int) '→', "->"),
          Map.entry((int) '‘', "'"),
          Map.entry((int) '’', "'"),
          Map.entry((int) '“', "\""),
          Map.entry((int) '”', "\""),
          Map.entry((int) '\u00A0', " "));

  /** The text in these characters; what has no likeness in ASCII becomes a question mark. */
  String show(String text) {
    if (this == UNICODE || text.chars().allMatch(c -> c < 128)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(codePoint -> Character.getType(codePoint) != Character.NON_SPACING_MARK)
        .forEach(codePoint -> shown.append(ascii(codePoint)));
    return shown.toString();
  }

  private static String ascii(int codePoint) {
    if (codePoint < 128) {
      return Character.toString(codePoint);
    }
    return LIKENESSES.getOrDefault(codePoint, "?");
  }
}
