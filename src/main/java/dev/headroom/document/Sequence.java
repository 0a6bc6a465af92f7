package dev.headroom.document;

import java.util.List;

/**
 * A list of values.
 *
 * @param position where it starts
 * @param items in the order of the file
 */
public record Sequence(Position position, List<Node> items) implements Node {
  /** Copies the list. */
  public Sequence {
    items = List.copyOf(items);
  }

  @Override
  public String describe() {
    return "a list";
  }
}
