package dev.headroom.report.view;

import dev.headroom.document.CsvWriter;
import dev.headroom.document.JsonWriter;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.Value;
import dev.headroom.sweep.Sweep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of a sweep: one by one as CSV or JSON Lines, or few of them as a report. */
public final class SweepRows {
  /** Units by the names of fields, the first that fits. */
  private static final List<Map.Entry<String, Quantity>> UNITS =
      List.of(
          Map.entry(".*tokens_per_s", Quantity.TOKENS_PER_SECOND),
          Map.entry(".*_s", Quantity.SECONDS),
          Map.entry("speedup", Quantity.RATIO),
          Map.entry("memory_.*_bandwidth|links_.*_bandwidth.*", Quantity.BYTES_PER_SECOND),
          Map.entry("compute_(matrix|vector)_[a-z0-9]+", Quantity.FLOP_PER_SECOND),
          Map.entry(".*bytes|bytes_.*|memory_.*_capacity", Quantity.BYTES),
          Map.entry(".*flop", Quantity.FLOP),
          Map.entry("usd_per_million.*", Quantity.USD_PER_MILLION_TOKENS));

  private final Sweep sweep;

  /** The rows of this sweep. */
  public SweepRows(Sweep sweep) {
    this.sweep = sweep;
  }

  /** The line above the rows of a CSV file. */
  public String csvHeader() {
    StringBuilder text = new StringBuilder();
    try {
      CsvWriter csv = new CsvWriter(text);
      for (Sweep.Column column : sweep.columns()) {
        csv.text(column.name());
      }
      csv.endRow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Appends a row of a CSV file. */
  public void csv(double[] row, StringBuilder out) {
    try {
      CsvWriter csv = new CsvWriter(out);
      for (Sweep.Column column : sweep.columns()) {
        double value = row[column.index()];
        if (Double.isNaN(value)) {
          csv.absent();
          continue;
        }
        switch (column.kind()) {
          case TEXT -> csv.text(sweep.texts().text(value));
          case FLAG -> csv.flag(value == 1);
          case NUMBER -> csv.number(value);
        }
      }
      csv.endRow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends a line of JSON Lines. */
  public void json(double[] row, StringBuilder out) {
    try (JsonWriter json = JsonWriter.compact(out, false)) {
      json.startObject();
      for (Sweep.Column column : sweep.columns()) {
        double value = row[column.index()];
        json.key(column.name());
        if (Double.isNaN(value)) {
          json.absent();
          continue;
        }
        switch (column.kind()) {
          case TEXT -> json.text(sweep.texts().text(value));
          case FLAG -> json.flag(value == 1);
          case NUMBER -> json.number(value);
        }
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A report of some rows. */
  public Report report(Origin origin, List<double[]> rows) {
    Section.Builder section = Section.builder("");
    for (Sweep.Column column : sweep.columns()) {
      section.column(column.name(), column.name(), quantity(column));
    }
    List<Result> results = new ArrayList<>();
    for (double[] row : rows) {
      Result.Builder result = Result.builder();
      List<Value> cells = new ArrayList<>();
      for (Sweep.Column column : sweep.columns()) {
        Value value = value(sweep, column, row[column.index()]);
        cells.add(value);
        result.put(column.name(), value);
      }
      section.row(cells.toArray());
      results.add(result.build());
    }
    return Report.of(origin, "", List.of(section.build()), results);
  }

  /** A value of a column. */
  static Value value(Sweep sweep, Sweep.Column column, double value) {
    if (Double.isNaN(value)) {
      return Value.Absent.ABSENT;
    }
    return switch (column.kind()) {
      case TEXT -> new Value.Text(sweep.texts().text(value));
      case FLAG -> new Value.Flag(value == 1);
      case NUMBER ->
          value == Math.rint(value) && Math.abs(value) < 0x1p53
              ? new Value.Whole((long) value)
              : new Value.Real(value);
    };
  }

  /** What a column holds, by the unit in its name. */
  static Quantity quantity(Sweep.Column column) {
    return switch (column.kind()) {
      case TEXT -> Quantity.TEXT;
      case FLAG -> Quantity.FLAG;
      case NUMBER ->
          UNITS.stream()
              .filter(unit -> column.name().matches(unit.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(column.isWhole() ? Quantity.COUNT : Quantity.NUMBER);
    };
  }
}
