package dev.headroom.document;

import java.util.List;
import java.util.function.Function;

/**
 * A file read into nodes, with the faults found on the way; its content is taken over by {@link
 * #bind}.
 *
 * @param name the file's name as the user wrote it
 * @param root the outermost value
 * @param faults those found so far, such as duplicate keys
 */
public record Document(String name, Node root, Faults faults) {
  /**
   * Lets {@code reading} take over the outermost mapping, and tells all faults of the file at once:
   * those of the text, those the reading met, and every key that nobody asked for. A constructor
   * that refuses the values with an {@link IllegalArgumentException} is a fault of the file too.
   *
   * @throws InvalidDocumentException if anything is wrong
   */
  public <T> T bind(Function<MappingReader, T> reading) {
    if (!(root instanceof Mapping mapping)) {
      throw faults.fatal(
          root.position(), "must be a mapping of keys to values, was " + root.describe());
    }
    MappingReader reader = new MappingReader(mapping, "", faults);
    try {
      T result = reading.apply(reader);
      reader.finish();
      faults.throwIfAny();
      return result;
    } catch (IllegalArgumentException e) {
      // With faults noted, the refusal only concerns a placeholder and would mislead.
      reader.finish();
      faults.throwIfAny();
      throw faults.fatal(Position.ofFile(name), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Lets {@code reading} take over the items of the outermost list, as {@link #bind} does a
   * mapping.
   *
   * @throws InvalidDocumentException if anything is wrong
   */
  public <T> T bindItems(Function<List<ValueReader>, T> reading) {
    List<ValueReader> items = new ValueReader(root, "", faults).items();
    faults.throwIfAny();
    T result = reading.apply(items);
    faults.throwIfAny();
    return result;
  }
}
