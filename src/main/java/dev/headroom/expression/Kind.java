package dev.headroom.expression;

/** What the value of a field or formula is. */
public enum Kind {
  /** A number; not a number where it is absent. */
  NUMBER("a number"),
  /** 1 for yes, 0 for no; not a number where it is absent. */
  FLAG("yes or no"),
  /** The number of a text in {@link Symbols#texts}. */
  TEXT("a text");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /** In words, for messages. */
  String words() {
    return words;
  }
}
