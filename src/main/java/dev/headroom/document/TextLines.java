package dev.headroom.document;

import java.nio.file.Path;

/** Reads a text file line by line, for forms in which every line stands for itself. */
public final class TextLines {
  private static final int MOST_BYTES = 1 << 28;

  private TextLines() {}

  /** Takes a line with its number, from 1. */
  public interface LineConsumer {
    /** Takes a line. */
    void accept(int number, String line);
  }

  /**
   * Gives every line to a consumer.
   *
   * @throws InvalidDocumentException if the file cannot be read as UTF-8 text
   */
  public static void read(Path file, LineConsumer consumer) {
    SourceText source = SourceText.ofFile(file, MOST_BYTES);
    int number = 0;
    for (String line : (Iterable<String>) source.text().lines()::iterator) {
      number++;
      consumer.accept(number, line);
    }
  }
}
