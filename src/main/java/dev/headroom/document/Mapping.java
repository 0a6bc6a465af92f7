package dev.headroom.document;

import java.util.List;
import java.util.Optional;

/**
 * Keys with their values, in the order of the file.
 *
 * @param position where it starts
 * @param entries in the order of the file; no key twice
 */
public record Mapping(Position position, List<Entry> entries) implements Node {
  /**
   * One key and its value.
   *
   * @param key the key's text
   * @param keyPosition where the key starts
   * @param value what stands after it
   */
  public record Entry(String key, Position keyPosition, Node value) {}

  /** Copies the list. */
  public Mapping {
    entries = List.copyOf(entries);
  }

  /** The entry with this key. */
  public Optional<Entry> entry(String key) {
    return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
  }

  /** The value of this key. */
  public Optional<Node> get(String key) {
    return entry(key).map(Entry::value);
  }

  @Override
  public String describe() {
    return "a mapping";
  }
}
