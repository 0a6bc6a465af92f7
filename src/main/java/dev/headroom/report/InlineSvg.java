package dev.headroom.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SVG document as an element of a page: without its prolog, with presentation attributes in the
 * place of {@code style} attributes, which a strict content-security policy refuses, and with names
 * that no other picture of the page has.
 */
final class InlineSvg {
  private static final Pattern STYLE = Pattern.compile(" style=\"([^\"]*)\"");
  private static final Pattern NAME = Pattern.compile("( id=\"|url\\(#)([A-Za-z][\\w.-]*)");
  private static final Pattern SIZE =
      Pattern.compile(
          "(<svg[^>]*?) (?:width|height)=\"[^\"]*\"([^>]*?) (?:width|height)=\"[^\"]*\"");

  private InlineSvg() {}

  /**
   * The element.
   *
   * @param prefix of the names in it, unlike those of other pictures
   */
  static String of(String document, String prefix) {
    String element = document.substring(Math.max(0, document.indexOf("<svg")));
    String unsized = SIZE.matcher(element).replaceFirst("$1$2");
    String plain =
        STYLE
            .matcher(unsized)
            .replaceAll(match -> Matcher.quoteReplacement(attributes(match.group(1))));
    return NAME.matcher(plain).replaceAll("$1" + prefix + "$2").strip();
  }

  private static String attributes(String style) {
    StringBuilder attributes = new StringBuilder();
    for (String declaration : style.split(";", -1)) {
      int colon = declaration.indexOf(':');
      if (colon > 0) {
        attributes
            .append(' ')
            .append(declaration.substring(0, colon).strip())
            .append("=\"")
            .append(declaration.substring(colon + 1).strip())
            .append('"');
      }
    }
    return attributes.toString();
  }
}
