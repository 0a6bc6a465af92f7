package dev.headroom.cli;

import dev.headroom.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Of several files those that could be read; one with faults hides no other.
 *
 * @param things what was read, in order
 * @param status {@link ExitStatus#BAD_FILE} if one had faults
 */
record ReadFiles<T>(List<T> things, int status) {
  /** Copies the list. */
  ReadFiles {
    things = List.copyOf(things);
  }

  /** Reads each; faults go to the error stream. */
  static <T> ReadFiles<T> of(List<String> names, Function<String, T> read, PrintWriter err) {
    List<T> things = new ArrayList<>();
    int status = ExitStatus.OK;
    for (String name : names) {
      try {
        things.add(read.apply(name));
      } catch (InvalidDocumentException e) {
        err.println(e.getMessage());
        status = ExitStatus.BAD_FILE;
      }
    }
    err.flush();
    return new ReadFiles<>(things, status);
  }
}
