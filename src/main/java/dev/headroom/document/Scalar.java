package dev.headroom.document;

/**
 * A single value: its text as written, and what the YAML 1.2 core schema or JSON takes it for.
 *
 * @param position where it starts
 * @param text without quotes
 * @param kind a quoted {@code "8"} is a string, a plain {@code 8} an integer
 */
public record Scalar(Position position, String text, Kind kind) implements Node {
  /** What a scalar is taken for. */
  public enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOL,
    NULL
  }

  /** Whether somebody wrote {@code null} or {@code ~}: deliberately no value. */
  public boolean isExplicitNull() {
    return kind == Kind.NULL && !text.isEmpty();
  }

  @Override
  public String describe() {
    return switch (kind) {
      case STRING -> "the text '" + shortened() + "'";
      case INTEGER, FLOAT -> "the number " + shortened();
      case BOOL -> text;
      case NULL -> text.isEmpty() ? "nothing" : text;
    };
  }

  private String shortened() {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
