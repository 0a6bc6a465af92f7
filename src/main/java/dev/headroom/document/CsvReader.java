package dev.headroom.document;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();

  private CsvReader() {}

  /**
   * One row.
   *
   * @param line where it ends in the file, from 1
   * @param cells text by column, in order
   */
  public record Row(long line, Map<String, String> cells) {
    /** Copies the map. */
    public Row {
      cells = Map.copyOf(cells);
    }
  }

  /**
   * Gives every row to a consumer and returns the columns.
   *
   * @throws IllegalArgumentException if the file cannot be read or is no such table
   */
  public static List<String> read(Path file, Consumer<Row> consumer) {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = FORMAT.parse(reader)) {
      List<String> columns = List.copyOf(parser.getHeaderNames());
      for (CSVRecord row : parser) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
          cells.put(columns.get(i), row.get(i));
        }
        consumer.accept(new Row(parser.getCurrentLineNumber(), cells));
      }
      return columns;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": cannot be read as CSV: " + e.getMessage(), e);
    }
  }
}
