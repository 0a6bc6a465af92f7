package dev.headroom.document;

import java.util.List;
import java.util.stream.Collectors;

/** A user's file that cannot be used, with all its faults; the message has one line a fault. */
public class InvalidDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /** Takes the faults in the order in which they are to be told. */
  public InvalidDocumentException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** All faults, in the order of the file. */
  public List<Fault> faults() {
    return faults;
  }
}
