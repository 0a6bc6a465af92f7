package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.Value;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.Threshold;
import java.util.ArrayList;
import java.util.List;

/** Where along one quantity conditions hold: the borders with their neighbours, and the answer. */
public final class SolveView {
  private final Threshold threshold;
  private final Sweep.Column axis;

  private SolveView(Threshold threshold) {
    this.threshold = threshold;
    this.axis = threshold.columns().get(0);
  }

  /** The report of a threshold. */
  public static Report of(Origin origin, Threshold threshold) {
    return new SolveView(threshold).report(origin);
  }

  private Report report(Origin origin) {
    Section.Builder table = Section.builder("");
    table.column(axis.name(), axis.name(), SweepRows.quantity(axis));
    table.column("meets", "meets it", Quantity.FLAG);
    List<Sweep.Column> others = threshold.columns().subList(1, threshold.columns().size());
    others.forEach(
        column -> table.column(column.name(), column.name(), SweepRows.quantity(column)));
    List<Result> results = new ArrayList<>();
    for (Threshold.Span span : threshold.spans()) {
      add(table, results, span.from() - 1, false);
      add(table, results, span.from(), true);
      if (span.to() > span.from()) {
        add(table, results, span.to(), true);
      }
      add(table, results, span.to() + 1, false);
    }
    if (threshold.spans().isEmpty()) {
      add(table, results, 0, false);
      add(table, results, threshold.size() - 1, false);
    }
    return Report.of(origin, answer(), List.of(table.build()), results);
  }

  private void add(Section.Builder table, List<Result> results, long index, boolean meets) {
    double[] row = index < 0 || index >= threshold.size() ? new double[0] : threshold.row(index);
    if (row.length == 0) {
      return;
    }
    List<Value> cells = new ArrayList<>();
    Result.Builder result = Result.builder();
    for (Sweep.Column column : threshold.columns()) {
      Value value = SweepRows.value(threshold.sweep(), column, row[column.index()]);
      cells.add(value);
      result.put(column.name(), value);
      if (cells.size() == 1) {
        cells.add(new Value.Flag(meets));
        result.put("meets", meets);
      }
    }
    table.row(cells.toArray());
    results.add(result.build());
  }

  /** The answer in a sentence. */
  private String answer() {
    String conditions = String.join(" and ", threshold.sweep().spec().conditions());
    List<Threshold.Span> spans = threshold.spans();
    String all = "from " + text(0) + " to " + text(threshold.size() - 1);
    if (spans.isEmpty()) {
      return "No " + axis.name() + " " + all + " meets " + conditions + ".";
    }
    Threshold.Span first = spans.get(0);
    if (spans.size() > 1) {
      List<String> parts = new ArrayList<>();
      spans.forEach(span -> parts.add(text(span.from()) + " to " + text(span.to())));
      return conditions + " holds for " + axis.name() + " " + String.join(", ", parts) + ".";
    }
    boolean fromStart = first.from() == 0;
    boolean toEnd = first.to() == threshold.size() - 1;
    if (fromStart && toEnd) {
      return "Every " + axis.name() + " " + all + " meets " + conditions + ".";
    }
    if (fromStart) {
      return "Largest " + axis.name() + " that meets " + conditions + ": " + text(first.to()) + ".";
    }
    return toEnd
        ? "Smallest " + axis.name() + " that meets " + conditions + ": " + text(first.from()) + "."
        : conditions
            + " holds for "
            + axis.name()
            + " "
            + text(first.from())
            + " to "
            + text(first.to())
            + ".";
  }

  private String text(long index) {
    Object value = threshold.value(index);
    return value instanceof Double number
        ? SignificantFormat.text(number, SweepRows.quantity(axis))
        : value.toString();
  }
}
