package dev.headroom.document;

import java.util.Comparator;

/**
 * A place in a file: name, line and column, both from 1; line 0 means the file as a whole.
 *
 * @param file the name as the user wrote it
 * @param line from 1, or 0 for the whole file
 * @param column from 1, or 0 for the whole line
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::file)
          .thenComparingInt(Position::line)
          .thenComparingInt(Position::column);

  /** A line as a whole. */
  public static Position ofLine(String file, int line) {
    return new Position(file, line, 0);
  }

  /** The file as a whole, for faults that no line can be blamed for. */
  public static Position ofFile(String file) {
    return new Position(file, 0, 0);
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** {@code FILE:LINE:COL}, without what is 0. */
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return file + ":" + line + (column == 0 ? "" : ":" + column);
  }
}
