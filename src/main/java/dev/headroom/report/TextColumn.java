package dev.headroom.report;

import java.util.List;

/**
 * A column of a text table with its widths.
 *
 * @param title the header
 * @param right whether words and the header stand on the right too
 * @param figures the cells
 * @param numberWidth the widest number
 * @param unitWidth the widest unit
 * @param width the widest cell or the header
 */
record TextColumn(
    String title, boolean right, List<Figure> figures, int numberWidth, int unitWidth, int width) {

  static TextColumn of(String title, boolean right, List<Figure> figures) {
    int number = 0;
    int unit = 0;
    int word = 0;
    for (Figure figure : figures) {
      if (right || figure.numeric()) {
        number = Math.max(number, DisplayWidth.of(figure.number()));
        unit = Math.max(unit, DisplayWidth.of(figure.unit()));
      } else {
        word = Math.max(word, DisplayWidth.of(figure.digits()));
      }
    }
    int width = Math.max(DisplayWidth.of(title), Math.max(number + unit, word));
    return new TextColumn(title, right, figures, number, unit, width);
  }

  String header() {
    return right ? flushRight(title, width) : flushLeft(title, width);
  }

  String rule() {
    return "-".repeat(width);
  }

  String cell(int row) {
    Figure figure = figures.get(row);
    if (!right && !figure.numeric()) {
      return flushLeft(figure.digits(), width);
    }
    String cell = flushRight(figure.number(), numberWidth) + flushLeft(figure.unit(), unitWidth);
    return flushRight(cell, width);
  }

  /** The text with blanks on its left. */
  private static String flushRight(String text, int width) {
    return " ".repeat(Math.max(0, width - DisplayWidth.of(text))) + text;
  }

  /** The text with blanks on its right. */
  private static String flushLeft(String text, int width) {
    return text + " ".repeat(Math.max(0, width - DisplayWidth.of(text)));
  }
}
