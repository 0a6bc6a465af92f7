package dev.headroom.measurements;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Nearest;
import dev.headroom.timing.KernelShape;
import dev.headroom.workload.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table of measured attention calls. The columns are {@code system, backend, kernel, phase,
 * dtype, kv_dtype, batch, q_len, kv_len, heads, kv_heads, head_dim, latency_us}, and if there are
 * such {@code v_head_dim}, {@code window} and {@code form} (absorbed latent attention).
 *
 * @param rows the good ones
 * @param faults one sentence for each bad one: line, column, value, what would be right
 */
public record MeasurementTable(List<Measurement> rows, List<String> faults) {
  private static final long MOST = 1L << 40;
  private static final List<String> REQUIRED =
      List.of(
          "system",
          "backend",
          "kernel",
          "phase",
          "dtype",
          "kv_dtype",
          "batch",
          "q_len",
          "kv_len",
          "heads",
          "kv_heads",
          "head_dim",
          "latency_us");

  /** Copies the lists. */
  public MeasurementTable {
    rows = List.copyOf(rows);
    faults = List.copyOf(faults);
  }

  /**
   * Reads a file.
   *
   * @param renamed the file's column for each of ours that it calls otherwise
   * @throws IllegalArgumentException if it cannot be read or lacks a column
   */
  public static MeasurementTable read(Path file, Map<String, String> renamed) {
    List<Measurement> rows = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<CsvReader.Row> lines = new ArrayList<>();
    List<String> columns = CsvReader.read(file, lines::add);
    for (String column : REQUIRED) {
      String name = renamed.getOrDefault(column, column);
      if (!columns.contains(name)) {
        throw new IllegalArgumentException(
            file
                + ": "
                + Nearest.unknown("column", name, columns)
                + " (needed for "
                + column
                + ")");
      }
    }
    for (CsvReader.Row line : lines) {
      try {
        rows.add(measurement(new Cells(line, renamed)));
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + line.line() + " " + e.getMessage());
      }
    }
    return new MeasurementTable(rows, faults);
  }

  private static Measurement measurement(Cells cells) {
    String phase = cells.text("phase");
    if (!phase.equals("decode") && !phase.equals("prefill")) {
      throw new IllegalArgumentException("phase: must be decode or prefill, was '" + phase + "'");
    }
    long keyDim = cells.whole("head_dim", 1);
    long valueDim = cells.has("v_head_dim") ? cells.whole("v_head_dim", 1) : keyDim;
    boolean absorbed = cells.has("form") && cells.text("form").equals("absorbed");
    DataType kvType = cells.type("kv_dtype");
    KernelShape shape =
        new KernelShape(
            cells.whole("batch", 1),
            new KernelShape.Lengths(cells.whole("q_len", 1), cells.whole("kv_len", 1)),
            new KernelShape.HeadCounts(cells.whole("heads", 1), cells.whole("kv_heads", 1)),
            new KernelShape.Widths(
                keyDim, valueDim, absorbed ? Math.max(keyDim, valueDim) : keyDim + valueDim),
            cells.has("window") ? cells.whole("window", 0) : 0,
            cells.type("dtype"),
            kvType);
    return new Measurement(
        cells.row.line(),
        new Measurement.Series(
            cells.text("system"),
            cells.text("backend"),
            cells.text("kernel"),
            phase.equals("decode"),
            kvType.key()),
        shape,
        cells.microseconds("latency_us"));
  }

  /** One row's cells by our names. */
  private record Cells(CsvReader.Row row, Map<String, String> renamed) {
    boolean has(String column) {
      return !row.cells().getOrDefault(renamed.getOrDefault(column, column), "").isEmpty();
    }

    String text(String column) {
      String text = row.cells().getOrDefault(renamed.getOrDefault(column, column), "");
      if (text.isEmpty()) {
        throw new IllegalArgumentException(column + ": is empty");
      }
      return text;
    }

    long whole(String column, long least) {
      String text = text(column);
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= MOST) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, with the other reason for which the text is no such number.
      }
      throw new IllegalArgumentException(
          column + ": must be a whole number of at least " + least + ", was '" + text + "'");
    }

    double microseconds(String column) {
      String text = text(column);
      try {
        double number = Double.parseDouble(text);
        if (number > 0 && number < Double.POSITIVE_INFINITY) {
          return number * 1e-6;
        }
      } catch (NumberFormatException e) {
        // Told below, as above.
      }
      throw new IllegalArgumentException(
          column + ": must be a number of microseconds above 0, was '" + text + "'");
    }

    DataType type(String column) {
      String text = text(column);
      return DataType.ofKey(text)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      column
                          + ": "
                          + Nearest.unknown("data type", text, List.of("bf16", "fp16", "fp8"))));
    }
  }
}
