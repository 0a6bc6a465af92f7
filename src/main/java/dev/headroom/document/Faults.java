package dev.headroom.document;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The faults found so far in one file, so that all of them can be told at once. */
public final class Faults {
  private final Set<Fault> found = new LinkedHashSet<>();

  /** Notes a fault and lets the reading go on; the same one twice is one. */
  public void add(Position position, String keyPath, String message) {
    found.add(new Fault(position, keyPath, message));
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** The faults in the order of the file. */
  public List<Fault> inOrder() {
    return found.stream().sorted(Comparator.comparing(Fault::position)).toList();
  }

  /** Ends the reading if anything is wrong. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidDocumentException(inOrder());
    }
  }

  /** Notes a fault after which nothing can be read, and returns what to throw. */
  InvalidDocumentException fatal(Position position, String message) {
    add(position, "", message);
    return new InvalidDocumentException(inOrder());
  }
}
