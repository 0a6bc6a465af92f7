package dev.headroom.measurements;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Fault;
import dev.headroom.document.Faults;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.Nearest;
import dev.headroom.document.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A table of measured calls. One with columns {@code m} and {@code k} is of linear layers: {@code
 * system, backend, kernel, dtype, m, n, k, latency_us}. One with a column {@code n_decode} is of
 * calls that mix a prompt's chunk with decode sequences: {@code system, backend, kernel, dtype,
 * prefill_q_len, prefill_kv_len, n_decode, decode_kv_len, heads, kv_heads, head_dim, latency_us}.
 * Any other is of attention; its columns are {@code system, backend, kernel, phase, dtype,
 * kv_dtype, batch, q_len, kv_len, heads, kv_heads, head_dim, latency_us}, and if there are such
 * {@code v_head_dim}, {@code window} and {@code form} (of latent attention).
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
  private static final List<String> GEMM =
      List.of("system", "backend", "kernel", "dtype", "m", "n", "k", "latency_us");
  private static final List<String> MIXED =
      List.of(
          "system",
          "backend",
          "kernel",
          "dtype",
          "prefill_q_len",
          "prefill_kv_len",
          "n_decode",
          "decode_kv_len",
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
   * @throws InvalidDocumentException if the file cannot be read or lacks columns
   * @throws IllegalArgumentException if a column is renamed that is none of ours
   */
  public static MeasurementTable read(Path file, Map<String, String> renamed) {
    List<String> ours =
        Stream.of(REQUIRED, OPTIONAL, GEMM, MIXED).flatMap(List::stream).distinct().toList();
    for (String column : renamed.keySet()) {
      if (!ours.contains(column)) {
        throw new IllegalArgumentException("--columns: " + Nearest.unknown("column", column, ours));
      }
    }
    List<CsvReader.Row> lines = new ArrayList<>();
    Faults faults = new Faults();
    List<String> columns = CsvReader.read(file, faults, lines::add);
    Predicate<String> has = name -> columns.contains(renamed.getOrDefault(name, name));
    boolean gemm = has.test("m") && has.test("k");
    boolean mixed = has.test("n_decode");
    requireColumns(file, gemm ? GEMM : mixed ? MIXED : REQUIRED, renamed, columns);
    List<Measurement> rows = new ArrayList<>();
    for (CsvReader.Row line : lines) {
      Cells cells = new Cells(file, line, renamed, faults);
      Optional<Measurement> row = gemm ? cells.gemm() : mixed ? cells.mixed() : cells.attention();
      row.ifPresent(rows::add);
    }
    return new MeasurementTable(rows, faults.inOrder());
  }

  private static void requireColumns(
      Path file, List<String> required, Map<String, String> renamed, List<String> columns) {
    Faults faults = new Faults();
    List<String> needed = new ArrayList<>(required);
    renamed.keySet().stream().filter(name -> !needed.contains(name)).sorted().forEach(needed::add);
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
}
