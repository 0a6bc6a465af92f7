package dev.headroom.document;

import java.util.regex.Pattern;

/** Text as YAML takes it, whatever it holds. */
public final class YamlText {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private YamlText() {}

  /** A scalar in double quotes; a control character becomes a question mark. */
  public static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + CONTROL.matcher(escaped).replaceAll("?") + '"';
  }
}
