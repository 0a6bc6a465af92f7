package dev.headroom.report;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * Any text as LaTeX source that prints it and does nothing else.
 *
 * <p>Besides the ten special characters this covers what bites in a table: a bracket or asterisk
 * after the end of a row is an option of that row, and {@code -- `` ?` <} are ligatures. Accents
 * are written as commands; a character that the default fonts lack is named by its code point.
 */
public final class LatexText {
  private static final Map<Integer, String> COMMANDS =
      Map.ofEntries(
          Map.entry((int) '\\', "\\textbackslash{}"),
          Map.entry((int) '~', "\\textasciitilde{}"),
          Map.entry((int) '^', "\\textasciicircum{}"),
          Map.entry((int) '<', "\\textless{}"),
          Map.entry((int) '>', "\\textgreater{}"),
          Map.entry((int) '|', "\\textbar{}"),
          Map.entry((int) '"', "{''}"),
          Map.entry((int) '`', "\\`{}"),
          Map.entry((int) '[', "{[}"),
          Map.entry((int) ']', "{]}"),
          Map.entry((int) '*', "{*}"),
          Map.entry((int) '×', "$\\times$"),
          Map.entry((int) 'µ', "$\\mu$"),
          Map.entry((int) 'μ', "$\\mu$"),
          Map.entry((int) '∞', "$\\infty$"),
          Map.entry((int) '≤', "$\\leq$"),
          Map.entry((int) '≥', "$\\geq$"),
          Map.entry((int) '±', "$\\pm$"),
          Map.entry((int) '≈', "$\\approx$"),
          Map.entry((int) '→', "$\\rightarrow$"),
          Map.entry((int) '·', "$\\cdot$"),
          Map.entry((int) '…', "\\ldots{}"),
          Map.entry((int) '–', "{--}"),
          Map.entry((int) '—', "{---}"),
          Map.entry((int) '−', "$-$"),
          Map.entry((int) '\u00A0', "~"));

  /** Combining marks and the accent command of LaTeX that sets them over a letter. */
  private static final Map<Integer, String> ACCENTS =
      Map.ofEntries(
          Map.entry(0x300, "\\`"),
          Map.entry(0x301, "\\'"),
          Map.entry(0x302, "\\^"),
          Map.entry(0x303, "\\~"),
          Map.entry(0x304, "\\="),
          Map.entry(0x306, "\\u"),
          Map.entry(0x307, "\\."),
          Map.entry(0x308, "\\\""),
          Map.entry(0x30A, "\\r"),
          Map.entry(0x30B, "\\H"),
          Map.entry(0x30C, "\\v"),
          Map.entry(0x327, "\\c"));

  private LatexText() {}

  /** The source of a text. */
  public static String escape(String text) {
    int[] points =
        Normalizer.normalize(PlainText.line(text), Normalizer.Form.NFD).codePoints().toArray();
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      String accent = i + 1 < points.length ? ACCENTS.get(points[i + 1]) : null;
      if (accent != null && Character.isLetter(points[i]) && points[i] < 128) {
        source.append(accent).append('{').appendCodePoint(points[i]).append('}');
        i++;
      } else {
        source.append(escape(points[i]));
        boolean ligature = i + 1 < points.length && points[i] == points[i + 1];
        if (ligature && (points[i] == '-' || points[i] == '\'')) {
          source.append("{}");
        }
      }
    }
    return source.toString();
  }

  private static String escape(int codePoint) {
    String command = COMMANDS.get(codePoint);
    if (command != null) {
      return command;
    }
    if ("#$%&_{}".indexOf(codePoint) >= 0) {
      return "\\" + Character.toString(codePoint);
    }
    return codePoint < 128
        ? Character.toString(codePoint)
        : "{[}U+" + Integer.toHexString(codePoint).toUpperCase(Locale.ROOT) + "{]}";
  }
}
