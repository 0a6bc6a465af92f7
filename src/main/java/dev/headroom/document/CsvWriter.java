package dev.headroom.document;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

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

  private final Appendable target;
  private boolean atRowStart = true;

  /** A writer to this target, which stays open. */
  public CsvWriter(Appendable target) {
    this.target = target;
  }

  /** A text cell, harmless in a spreadsheet. */
  public CsvWriter text(String text) throws IOException {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return cell(formula ? "'" + text : text);
  }

  /** A whole number. */
  public CsvWriter whole(long number) throws IOException {
    return cell(Long.toString(number));
  }

  /** A number in its shortest form; an empty cell if it is not finite. */
  public CsvWriter number(double number) throws IOException {
    if (!Double.isFinite(number)) {
      return absent();
    }
    return cell(NumberText.of(number));
  }

  /** {@code true} or {@code false}. */
  public CsvWriter flag(boolean flag) throws IOException {
    return cell(Boolean.toString(flag));
  }

  /** An empty cell. */
  public CsvWriter absent() throws IOException {
    return cell(null);
  }

  /** Ends the row. */
  public CsvWriter endRow() throws IOException {
    FORMAT.println(target);
    atRowStart = true;
    return this;
  }

  private CsvWriter cell(@Nullable String text) throws IOException {
    FORMAT.print(text, target, atRowStart);
    atRowStart = false;
    return this;
  }
}
