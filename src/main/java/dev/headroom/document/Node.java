package dev.headroom.document;

/** One value of a document, with the place where it starts. */
public sealed interface Node permits Mapping, Sequence, Scalar {
  /** Where the value starts. */
  Position position();

  /** The value in words for a message: {@code a list}, {@code the number 8}. */
  String describe();
}
