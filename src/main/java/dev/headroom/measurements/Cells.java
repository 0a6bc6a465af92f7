package dev.headroom.measurements;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Fault;
import dev.headroom.document.Faults;
import dev.headroom.document.Nearest;
import dev.headroom.document.Position;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.MixedShape;
import dev.headroom.workload.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One row's cells by our names; what is wrong with them goes to the faults. */
final class Cells {
  private static final List<String> PHASES = List.of("decode", "prefill");
  private static final String ABSORBED = "absorbed";
  private static final List<String> FORMS = List.of(ABSORBED, "expanded");
  private static final String FP4 = "fp4";

  /** A format of four-bit numbers with scales. */
  private static final String NVFP4 = "nvfp4";

  private static final List<String> TYPES = List.of("bf16", "fp16", "fp8");
  private static final List<String> GEMM_TYPES = List.of("bf16", "fp16", "fp8", FP4, NVFP4);
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

  /** The row as an attention call, if it is a good one. */
  Optional<Measurement> attention() {
    DataType kvType = type("kv_dtype", TYPES);
    Measurement.Series series =
        new Measurement.Series(
            name("system"),
            name("backend"),
            name("kernel"),
            oneOf("phase", PHASES).equals("decode")
                ? Measurement.Phase.DECODE
                : Measurement.Phase.PREFILL,
            kvType.key());
    boolean absorbed = has("form") && oneOf("form", FORMS).equals(ABSORBED);
    long keyDim = whole("head_dim", 1);
    long valueDim = has("v_head_dim") ? whole("v_head_dim", 1) : keyDim;
    long stored = absorbed ? Math.max(keyDim, valueDim) : keyDim + valueDim;
    long batch = whole("batch", 1);
    long[] lengths = {whole("q_len", 1), whole("kv_len", 1)};
    long[] heads = {whole("heads", 1), whole("kv_heads", 1)};
    long window = has("window") ? whole("window", 0) : 0;
    DataType type = type("dtype", TYPES);
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

  /** The row as a call with a chunk and decode sequences, if it is a good one. */
  Optional<Measurement> mixed() {
    DataType type = type("dtype", TYPES);
    DataType kvType = has("kv_dtype") ? type("kv_dtype", TYPES) : type;
    Measurement.Series series =
        new Measurement.Series(
            name("system"), name("backend"), name("kernel"), Measurement.Phase.MIXED, kvType.key());
    long[] chunk = {whole("prefill_q_len", 1), whole("prefill_kv_len", 1)};
    long[] decode = {whole("n_decode", 1), whole("decode_kv_len", 1)};
    long[] heads = {whole("heads", 1), whole("kv_heads", 1)};
    long width = whole("head_dim", 1);
    double seconds = microseconds("latency_us");
    if (!good) {
      return Optional.empty();
    }
    try {
      KernelShape.HeadCounts counts = new KernelShape.HeadCounts(heads[0], heads[1]);
      KernelShape.Widths widths = new KernelShape.Widths(width, width, 2 * width);
      MixedShape shape =
          new MixedShape(
              new KernelShape(
                  1, new KernelShape.Lengths(chunk[0], chunk[1]), counts, widths, 0, type, kvType),
              new KernelShape(
                  decode[0],
                  new KernelShape.Lengths(1, decode[1]),
                  counts,
                  widths,
                  0,
                  type,
                  kvType));
      return Optional.of(new Measurement(row.line(), series, shape, seconds));
    } catch (IllegalArgumentException e) {
      faults.add(position, "", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The row as a linear layer, if it is a good one. */
  Optional<Measurement> gemm() {
    DataType type = type("dtype", GEMM_TYPES);
    Measurement.Series series =
        new Measurement.Series(
            name("system"), name("backend"), name("kernel"), Measurement.Phase.GEMM, type.key());
    long rows = whole("m", 1);
    long columns = whole("n", 1);
    long depth = whole("k", 1);
    double seconds = microseconds("latency_us");
    return good
        ? Optional.of(
            new Measurement(
                row.line(), series, new GemmShape(rows, columns, depth, type, type), seconds))
        : Optional.empty();
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
    fault(column, "must be a whole number from " + least + " to " + MOST + ", was '" + text + "'");
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

  private DataType type(String column, List<String> known) {
    String text = cell(column);
    Optional<DataType> type = DataType.ofKey(text.equals(NVFP4) ? FP4 : text);
    if (type.isEmpty()) {
      fault(column, Nearest.unknown("data type", text, known));
    }
    return type.orElse(DataType.BF16);
  }
}
