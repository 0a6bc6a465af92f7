package dev.headroom.document;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Writes comma-separated values after RFC 4180, one cell at a time; rows end with a line feed.
 *
 * <p>A text that a spreadsheet would run as a formula (it starts with {@code = + - @}, a tab or a
 * carriage return) gets an apostrophe in front: names come from other people's files, and the table
 * is likely to be opened by a double click. Numbers never get one. Where the exact text matters,
 * JSON has it.
 */
public final class CsvWriter {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").setQuoteMode(QuoteMode.MINIMAL).get();

  private static final String FORMULA_STARTS = "=+-@\t\r";

  private final CSVPrinter printer;

  /** A writer to this target, which stays open. */
  public CsvWriter(Appendable target) throws IOException {
    this.printer = new CSVPrinter(target, FORMAT);
  }

  /** A text cell, harmless in a spreadsheet. */
  public CsvWriter text(String text) throws IOException {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    printer.print(formula ? "'" + text : text);
    return this;
  }

  /** A whole number. */
  public CsvWriter whole(long number) throws IOException {
    printer.print(Long.toString(number));
    return this;
  }

  /** A number in its shortest form; an empty cell if it is not finite. */
  public CsvWriter number(double number) throws IOException {
    if (!Double.isFinite(number)) {
      return absent();
    }
    printer.print(NumberText.of(number));
    return this;
  }

  /** {@code true} or {@code false}. */
  public CsvWriter flag(boolean flag) throws IOException {
    printer.print(Boolean.toString(flag));
    return this;
  }

  /** An empty cell. */
  public CsvWriter absent() throws IOException {
    printer.print(null);
    return this;
  }

  /** Ends the row. */
  public CsvWriter endRow() throws IOException {
    printer.println();
    return this;
  }
}
