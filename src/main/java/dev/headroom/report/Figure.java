package dev.headroom.report;

/**
 * One cell as people read it, in the parts that formats align and typeset on their own.
 *
 * @param digits the number without its power of ten, or the word that stands in its place
 * @param exponent the power of ten; zero if the digits are the number
 * @param unit the unit with the space before it if there is one; empty for words
 * @param numeric whether the digits are digits
 */
record Figure(String digits, int exponent, String unit, boolean numeric) {
  /** What stands for a value that is not there. */
  static final Figure ABSENT = word("–");

  static Figure word(String word) {
    return new Figure(word, 0, "", false);
  }

  static Figure number(String digits, String unit) {
    return new Figure(digits, 0, unit, true);
  }

  /** The number in one line, with {@code e} before the power of ten. */
  String number() {
    return exponent == 0 ? digits : digits + "e" + exponent;
  }

  /** The whole cell in one line. */
  String text() {
    return number() + unit;
  }
}
