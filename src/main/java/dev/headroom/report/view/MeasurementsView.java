package dev.headroom.report.view;

import dev.headroom.fit.CallKind;
import dev.headroom.fit.Judged;
import dev.headroom.fit.JudgedGroup;
import dev.headroom.measurements.Measurement;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.MixedShape;
import dev.headroom.validate.ErrorSummary;
import dev.headroom.validate.VariantOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Predictions against a table of measurements: groups for people, every row for machines. */
public final class MeasurementsView {
  private static final int MOST_LISTED = 10;
  private static final String ALL = "all";

  private MeasurementsView() {}

  /**
   * The report.
   *
   * @param judged at least one row
   * @param notes sentences to put below it
   */
  public static Report of(Origin origin, String heading, List<Judged> judged, List<String> notes) {
    List<JudgedGroup> variants =
        JudgedGroup.byVariant(judged.stream().filter(row -> row.callKind().isPresent()).toList());
    List<JudgedGroup> calls = JudgedGroup.byCalls(judged);
    JudgedGroup total = JudgedGroup.total(judged);
    VariantOrder ranking = Judged.order(judged);
    Result totals =
        Result.builder()
            .put(
                "groups",
                Stream.concat(calls.stream(), variants.stream())
                    .map(MeasurementsView::group)
                    .toList())
            .put("total", group(total))
            .put(
                "ranking",
                Result.builder()
                    .put("pairs", ranking.pairs())
                    .put("right", ranking.right())
                    .build())
            .put(
                "bound_violations",
                judged.stream()
                    .filter(Judged::beatsBound)
                    .map(MeasurementsView::violation)
                    .toList())
            .build();
    return new Report(
        origin,
        heading,
        variants.isEmpty()
            ? List.of(callsTable(calls, total))
            : List.of(callsTable(calls, total), variantsTable(variants)),
        remarks(judged, ranking, notes),
        judged.stream().map(row -> result(row, row.row().isHeldOut())).toList(),
        totals);
  }

  /**
   * Every row for machines alone, as in a validation.
   *
   * @param known rows that a fit saw
   * @param held rows that it did not see
   */
  public static Report rows(Origin origin, List<Judged> known, List<Judged> held) {
    List<Result> results =
        Stream.concat(
                known.stream().map(row -> result(row, false)),
                held.stream().map(row -> result(row, true)))
            .toList();
    return Report.of(origin, "", List.of(), results);
  }

  private static Section callsTable(List<JudgedGroup> groups, JudgedGroup total) {
    Section.Builder table = table("Predicted against measured, by kernel", "calls", "Calls");
    groups.forEach(group -> row(table, group, group.calls()));
    row(table, total, total.calls());
    return table.build();
  }

  private static Section variantsTable(List<JudgedGroup> groups) {
    Section.Builder table = table("By variant", "attention", "Attention");
    groups.forEach(group -> row(table, group, group.attention()));
    return table.build();
  }

  private static Section.Builder table(String title, String partKey, String part) {
    return Section.builder(title)
        .column("system", "System", Quantity.TEXT)
        .column("kernel", "Kernel", Quantity.TEXT)
        .column("phase", "Phase", Quantity.TEXT)
        .column(partKey, part, Quantity.TEXT)
        .column("n", "n", Quantity.COUNT)
        .column("median_abs_error", "Median error", Quantity.FRACTION)
        .column("p90_abs_error", "p90", Quantity.FRACTION)
        .column("worst_abs_error", "Worst", Quantity.FRACTION)
        .column("bias", "Bias", Quantity.RATIO)
        .column("n_30us", "n ≥ 30 µs", Quantity.COUNT)
        .column("median_abs_error_30us", "Median", Quantity.FRACTION)
        .column("p90_abs_error_30us", "p90", Quantity.FRACTION)
        .column("in_band", "In band", Quantity.FRACTION)
        .column("in_band_30us", "≥ 30 µs", Quantity.FRACTION)
        .column("roofline_median_abs_error", "Roofline", Quantity.FRACTION)
        .column("bound_violations", "Beat bound", Quantity.COUNT);
  }

  private static void row(Section.Builder table, JudgedGroup group, String part) {
    ErrorSummary errors = group.errors();
    table.row(
        group.series().map(Measurement.Series::system).orElse(ALL),
        group.series().map(Measurement.Series::kernelKey).orElse(ALL),
        group.series().map(s -> s.phase().key()).orElse(ALL),
        part,
        errors.n(),
        errors.median(),
        errors.p90(),
        errors.worst(),
        errors.bias(),
        group.longErrors().map(ErrorSummary::n).orElse(0),
        median(group.longErrors()),
        p90(group.longErrors()),
        group.inBand(),
        inBand(group),
        group.rooflineErrors().median(),
        group.boundViolations());
  }

  private static @Nullable Double inBand(JudgedGroup group) {
    return group.longInBand().isPresent() ? group.longInBand().getAsDouble() : null;
  }

  private static @Nullable Double median(Optional<ErrorSummary> errors) {
    return errors.isPresent() ? errors.get().median() : null;
  }

  private static @Nullable Double p90(Optional<ErrorSummary> errors) {
    return errors.isPresent() ? errors.get().p90() : null;
  }

  private static List<String> remarks(
      List<Judged> judged, VariantOrder ranking, List<String> notes) {
    List<String> remarks = new ArrayList<>(notes);
    remarks.add(
        "Errors are |predicted − measured| / measured; bias is the geometric mean of predicted over"
            + " measured; the band nominally holds 80 %; the roofline is the plain one.");
    if (judged.stream().anyMatch(row -> row.callKind().isPresent())) {
      remarks.add(
          "Calls: all; without a window, of which those whose keys and values fit the last-level"
              + " cache, where a benchmark's loop finds them, and those beyond it; windowed.");
    }
    if (ranking.pairs() > 0) {
      remarks.add(
          "MHA, GQA and MQA that differ by more than 10 % in time, all else equal: "
              + ranking.right()
              + " of "
              + ranking.pairs()
              + " pairs in the right order.");
    }
    judged.stream()
        .filter(Judged::beatsBound)
        .limit(MOST_LISTED)
        .forEach(
            each ->
                remarks.add(
                    String.format(
                        Locale.ROOT,
                        "Faster than its lower bound: line %d, measured %.4g s, bound %.4g s.",
                        each.row().line(),
                        each.row().seconds(),
                        each.lowerBoundSeconds())));
    long faster = judged.stream().filter(Judged::beatsBound).count();
    if (faster > MOST_LISTED) {
      remarks.add(
          "And "
              + (faster - MOST_LISTED)
              + " more, all of them under bound_violations of -o json.");
    }
    return remarks;
  }

  private static Result group(JudgedGroup group) {
    ErrorSummary errors = group.errors();
    Optional<Measurement.Series> series = group.series();
    return Result.builder()
        .put("system", series.map(Measurement.Series::system).orElse(ALL))
        .put("backend", series.map(Measurement.Series::backend).orElse(ALL))
        .put("kernel", series.map(Measurement.Series::kernel).orElse(ALL))
        .put("kv_cache_dtype", series.map(Measurement.Series::kvType).orElse(ALL))
        .put("phase", series.map(s -> s.phase().key()).orElse(ALL))
        .put("attention", group.attention())
        .put("calls", group.calls())
        .put("n", errors.n())
        .put("median_abs_error", errors.median())
        .put("p90_abs_error", errors.p90())
        .put("worst_abs_error", errors.worst())
        .put("bias", errors.bias())
        .put("n_30us", group.longErrors().map(ErrorSummary::n).orElse(0))
        .put("median_abs_error_30us", median(group.longErrors()))
        .put("p90_abs_error_30us", p90(group.longErrors()))
        .put("in_band", group.inBand())
        .put("in_band_30us", inBand(group))
        .put("roofline_median_abs_error", group.rooflineErrors().median())
        .put("bound_violations", group.boundViolations())
        .build();
  }

  private static Result violation(Judged judged) {
    return Result.builder()
        .put("line", judged.row().line())
        .put("system", judged.row().series().system())
        .put("kernel", judged.row().series().kernelKey())
        .put("phase", judged.row().series().phase().key())
        .put("measured_s", judged.row().seconds())
        .put("lower_bound_s", judged.lowerBoundSeconds())
        .build();
  }

  private static Result result(Judged judged, boolean heldOut) {
    Measurement row = judged.row();
    Result.Builder result =
        Result.builder()
            .put("line", row.line())
            .put("system", row.series().system())
            .put("backend", row.series().backend())
            .put("kernel", row.series().kernel())
            .put("phase", row.series().phase().key())
            .put("attention", row.call().variant());
    if (row.call() instanceof KernelShape shape) {
      putShape(result, shape);
    } else if (row.call() instanceof MixedShape shape) {
      putShape(result, shape.chunk());
      result
          .put("decode_sequences", shape.decode().sequences())
          .put("decode_context_length", shape.decode().lengths().keys() - 1);
    } else if (row.call() instanceof GemmShape shape) {
      putShape(result, shape);
    }
    return result
        .put("calls", judged.callKind().map(CallKind::key).orElse(null))
        .put("held_out", heldOut)
        .put("lower_bound_s", judged.lowerBoundSeconds())
        .put("roofline_s", judged.rooflineSeconds())
        .put("predicted_s", judged.terms().predicted())
        .put("predicted_low_s", judged.terms().low())
        .put("predicted_high_s", judged.terms().high())
        .put("bound", judged.terms().bound())
        .put("measured_s", row.seconds())
        .put("error", judged.error())
        .put("bound_violated", judged.beatsBound())
        .build();
  }

  private static void putShape(Result.Builder result, KernelShape shape) {
    result
        .put("batch_size", shape.sequences())
        .put("query_length", shape.lengths().query())
        .put("context_length", shape.lengths().keys() - shape.lengths().query())
        .put("num_attention_heads", shape.heads().query())
        .put("num_key_value_heads", shape.heads().kv())
        .put("head_dim", shape.widths().key())
        .put("v_head_dim", shape.widths().value())
        .put("window", shape.window() == 0 ? null : shape.window())
        .put("dtype", shape.productType().key())
        .put("kv_cache_dtype", shape.kvType().key());
  }

  private static void putShape(Result.Builder result, GemmShape shape) {
    result
        .put("m", shape.rows())
        .put("n", shape.columns())
        .put("k", shape.depth())
        .put("dtype", shape.productType().key());
  }
}
