package dev.headroom.document;

import java.util.List;
import java.util.stream.Collectors;

/** A user's file that cannot be used, with all its faults; the message has one line a fault. */
public class InvalidDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A file that is no profile at all can have thousands. */
  private static final int MOST_LINES = 100;

  private final transient List<Fault> faults;

  /** Takes the faults in the order in which they are to be told. */
  public InvalidDocumentException(List<Fault> faults) {
    super(message(faults));
    this.faults = List.copyOf(faults);
  }

  private static String message(List<Fault> faults) {
    String lines =
        faults.stream().limit(MOST_LINES).map(Fault::toString).collect(Collectors.joining("\n"));
    int more = faults.size() - MOST_LINES;
    return more <= 0 ? lines : lines + "\nand " + more + " more";
  }

  /** All faults, in the order of the file. */
  public List<Fault> faults() {
    return faults;
  }
}
