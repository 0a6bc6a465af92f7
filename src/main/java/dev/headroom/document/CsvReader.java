package dev.headroom.document;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads comma-separated values with a header after RFC 4180, row by row. */
public final class CsvReader {
  private static final int MOST_BYTES = 1 << 28;
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setTrim(true)
          .setIgnoreEmptyLines(true)
          .get();

  private CsvReader() {}

  /**
   * One row.
   *
   * @param line where it ends in the file, from 1
   * @param cells text by column, in order
   */
  public record Row(int line, Map<String, String> cells) {
    /** Copies the map. */
    public Row {
      cells = Map.copyOf(cells);
    }
  }

  /**
   * Gives every row to a consumer and returns the columns. A row that has more or fewer cells than
   * the header is a fault and not given on.
   *
   * @param faults takes the faults of rows
   * @throws InvalidDocumentException if the file cannot be read or is no such table
   */
  public static List<String> read(Path file, Faults faults, Consumer<Row> consumer) {
    SourceText source = SourceText.ofFile(file, MOST_BYTES);
    int line = 1;
    try (CSVParser parser = FORMAT.parse(new StringReader(source.text()))) {
      List<String> columns = List.copyOf(parser.getHeaderNames());
      for (CSVRecord row : parser) {
        line = (int) parser.getCurrentLineNumber();
        if (row.size() == columns.size()) {
          consumer.accept(new Row(line, cells(columns, row)));
        } else {
          faults.add(
              Position.ofLine(source.name(), line),
              "",
              "has " + row.size() + " cells where the header has " + columns.size());
        }
      }
      return columns;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw faults.fatal(
          Position.ofLine(source.name(), line), "cannot be read as CSV: " + e.getMessage());
    }
  }

  private static Map<String, String> cells(List<String> columns, CSVRecord row) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i), row.get(i));
    }
    return cells;
  }
}
