package dev.headroom.report;

/** Any text as GitHub-flavoured Markdown that shows it as it is. */
public final class MarkdownText {
  private static final String SPECIAL = "\\`*_~[]#|!";

  private MarkdownText() {}

  /** A text outside of a table, where a first character can make it a list or a heading. */
  public static String paragraph(String text) {
    String escaped = escape(text).strip();
    boolean listOrRule = !escaped.isEmpty() && "-+=".indexOf(escaped.charAt(0)) >= 0;
    return listOrRule ? "\\" + escaped : escaped.replaceFirst("^([0-9]+)([.)])", "$1\\\\$2");
  }

  /** The source of a text, in a line or a cell of a table. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : PlainText.line(text).toCharArray()) {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        // GitHub typesets what stands between dollar signs, and a backslash does not stop it.
        case '$' -> escaped.append("&#36;");
        default -> {
          if (SPECIAL.indexOf(c) >= 0) {
            escaped.append('\\');
          }
          escaped.append(c);
        }
      }
    }
    return escaped.toString();
  }
}
