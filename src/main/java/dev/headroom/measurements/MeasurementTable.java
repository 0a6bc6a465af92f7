package dev.headroom.measurements;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Fault;
import dev.headroom.document.Faults;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.Nearest;
import dev.headroom.document.Position;
import dev.headroom.timing.KernelShape;
import dev.headroom.workload.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of measured attention calls. The columns are {@code system, backend, kernel, phase,
 * dtype, kv_dtype, batch, q_len, kv_len, heads, kv_heads, head_dim, latency_us}, and if there are
 * such {@code v_head_dim}, {@code window} and {@code form} (of latent attention).
 *
 * @param rows the good ones
 * @param faults of the bad ones, in the order of the file
 */
public record MeasurementTable(List<Measurement> rows, List<Fault> faults) {
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
  private static final List<String> OPTIONAL = List.of("v_head_dim", "window", "form");
  private static final List<String> PHASES = List.of("decode", "prefill");
  private static final String ABSORBED = "absorbed";
  private static final List<String> FORMS = List.of(ABSORBED, "expanded");
  private static final List<String> TYPES = List.of("bf16", "fp16", "fp8");

  /** Copies the lists. */
  public MeasurementTable {
    rows = List.copyOf(rows);
    faults = List.copyOf(faults);
  }

  /**
   * Reads a file.
   *
   * @param renamed the file's column for each of ours that it calls otherwise
   * @throws InvalidDocumentException if the file cannot be read or lacks columns
   * @throws IllegalArgumentException if a column is renamed that is none of ours
   */
  public static MeasurementTable read(Path file, Map<String, String> renamed) {
    List<String> ours = new ArrayList<>(REQUIRED);
    ours.addAll(OPTIONAL);
    for (String column : renamed.keySet()) {
      if (!ours.contains(column)) {
        throw new IllegalArgumentException("--columns: " + Nearest.unknown("column", column, ours));
      }
    }
    List<CsvReader.Row> lines = new ArrayList<>();
    Faults faults = new Faults();
    requireColumns(file, renamed, CsvReader.read(file, faults, lines::add));
    List<Measurement> rows = new ArrayList<>();
    for (CsvReader.Row line : lines) {
      new Cells(file, line, renamed, faults).measurement().ifPresent(rows::add);
    }
    return new MeasurementTable(rows, faults.inOrder());
  }

  private static void requireColumns(Path file, Map<String, String> renamed, List<String> columns) {
    Faults faults = new Faults();
    List<String> needed = new ArrayList<>(REQUIRED);
    renamed.keySet().stream().filter(OPTIONAL::contains).sorted().forEach(needed::add);
    for (String column : needed) {
      String name = renamed.getOrDefault(column, column);
      if (!columns.contains(name)) {
        faults.add(
            Position.ofLine(file.toString(), 1),
            "",
            "needs a column '"
                + name
                + "'"
                + (name.equals(column) ? "" : " for " + column)
                + "; it has "
                + String.join(", ", columns)
                + " (--columns OURS=THEIRS renames)");
      }
    }
    faults.throwIfAny();
  }

  /** How many rows are bad; one may have several faults. */
  public long badRows() {
    return faults.stream().map(Fault::position).distinct().count();
  }

  /** One row's cells by our names; what is wrong with them goes to the faults. */
  private static final class Cells {
    private static final long MOST = 1L << 40;
    private static final int LONGEST_NAME = 200;

    private final CsvReader.Row row;
    private final Map<String, String> renamed;
    private final Faults faults;
    private final Position position;
    private boolean good = true;

    Cells(Path file, CsvReader.Row row, Map<String, String> renamed, Faults faults) {
      this.row = row;
      this.renamed = renamed;
      this.faults = faults;
      this.position = Position.ofLine(file.toString(), row.line());
    }

    Optional<Measurement> measurement() {
      DataType kvType = type("kv_dtype");
      Measurement.Series series =
          new Measurement.Series(
              name("system"),
              name("backend"),
              name("kernel"),
              oneOf("phase", PHASES).equals("decode"),
              kvType.key());
      boolean absorbed = has("form") && oneOf("form", FORMS).equals(ABSORBED);
      long keyDim = whole("head_dim", 1);
      long valueDim = has("v_head_dim") ? whole("v_head_dim", 1) : keyDim;
      long stored = absorbed ? Math.max(keyDim, valueDim) : keyDim + valueDim;
      long batch = whole("batch", 1);
      long[] lengths = {whole("q_len", 1), whole("kv_len", 1)};
      long[] heads = {whole("heads", 1), whole("kv_heads", 1)};
      long window = has("window") ? whole("window", 0) : 0;
      DataType type = type("dtype");
      double seconds = microseconds("latency_us");
      if (!good) {
        return Optional.empty();
      }
      try {
        KernelShape shape =
            new KernelShape(
                batch,
                new KernelShape.Lengths(lengths[0], lengths[1]),
                new KernelShape.HeadCounts(heads[0], heads[1]),
                new KernelShape.Widths(keyDim, valueDim, stored),
                window,
                type,
                kvType);
        return Optional.of(new Measurement(row.line(), series, shape, seconds));
      } catch (IllegalArgumentException e) {
        // What no cell is to blame for alone, such as heads that do not divide.
        faults.add(position, "", String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }

    private String cell(String column) {
      return row.cells().getOrDefault(renamed.getOrDefault(column, column), "");
    }

    private boolean has(String column) {
      return !cell(column).isEmpty();
    }

    private void fault(String column, String message) {
      good = false;
      faults.add(position, column, has(column) ? message : "is empty");
    }

    /** A name, which is printed: nothing in it may command a terminal. */
    private String name(String column) {
      String text = cell(column);
      if (text.isEmpty() || text.length() > LONGEST_NAME || Fault.hasUnseen(text)) {
        fault(
            column,
            "must be at most " + LONGEST_NAME + " characters that can be seen, was '" + text + "'");
      }
      return text;
    }

    private String oneOf(String column, List<String> known) {
      String text = cell(column);
      if (!known.contains(text)) {
        fault(column, Nearest.unknown("value", text, known));
      }
      return text;
    }

    private long whole(String column, long least) {
      String text = cell(column);
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= MOST) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, with the other reason for which the text is no such number.
      }
      fault(
          column, "must be a whole number from " + least + " to " + MOST + ", was '" + text + "'");
      return least;
    }

    private double microseconds(String column) {
      String text = cell(column);
      try {
        double number = Double.parseDouble(text);
        if (number > 0 && number < Double.POSITIVE_INFINITY) {
          return number * 1e-6;
        }
      } catch (NumberFormatException e) {
        // Told below, as above.
      }
      fault(column, "must be a number of microseconds above 0, was '" + text + "'");
      return Double.NaN;
    }

    private DataType type(String column) {
      String text = cell(column);
      Optional<DataType> type = DataType.ofKey(text);
      if (type.isEmpty()) {
        fault(column, Nearest.unknown("data type", text, TYPES));
      }
      return type.orElse(DataType.BF16);
    }
  }
}
