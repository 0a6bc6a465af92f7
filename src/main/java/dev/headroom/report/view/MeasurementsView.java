package dev.headroom.report.view;

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
    List<JudgedGroup> groups = JudgedGroup.of(judged);
    JudgedGroup total = new JudgedGroup(Optional.empty(), ALL, judged);
    VariantOrder ranking = Judged.order(judged);
    Result totals =
        Result.builder()
            .put("groups", groups.stream().map(MeasurementsView::group).toList())
            .put("total", group(total))
            .put(
                "ranking",
                Result.builder()
                    .put("pairs", ranking.pairs())
                    .put("right", ranking.right())
                    .build())
            .build();
    return new Report(
        origin,
        heading,
        List.of(table(groups, total)),
        remarks(judged, ranking, notes),
        judged.stream().map(MeasurementsView::result).toList(),
        totals);
  }

  private static Section table(List<JudgedGroup> groups, JudgedGroup total) {
    Section.Builder table =
        Section.builder("Predicted against measured")
            .column("system", "System", Quantity.TEXT)
            .column("kernel", "Kernel", Quantity.TEXT)
            .column("phase", "Phase", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("n", "n", Quantity.COUNT)
            .column("median_abs_error", "Median error", Quantity.FRACTION)
            .column("p90_abs_error", "p90", Quantity.FRACTION)
            .column("worst_abs_error", "Worst", Quantity.FRACTION)
            .column("bias", "Bias", Quantity.RATIO)
            .column("median_abs_error_30us", "Median ≥ 30 µs", Quantity.FRACTION)
            .column("p90_abs_error_30us", "p90 ≥ 30 µs", Quantity.FRACTION)
            .column("in_band", "In band", Quantity.FRACTION)
            .column("roofline_median_abs_error", "Roofline", Quantity.FRACTION)
            .column("bound_violations", "Beat bound", Quantity.COUNT);
    List<JudgedGroup> all = new ArrayList<>(groups);
    all.add(total);
    for (JudgedGroup group : all) {
      ErrorSummary errors = group.errors();
      table.row(
          group.series().map(Measurement.Series::system).orElse(ALL),
          group.series().map(Measurement.Series::kernelKey).orElse(ALL),
          group.series().map(s -> s.phase().key()).orElse(ALL),
          group.attention(),
          errors.n(),
          errors.median(),
          errors.p90(),
          errors.worst(),
          errors.bias(),
          median(group.longErrors()),
          p90(group.longErrors()),
          group.inBand(),
          group.rooflineErrors().median(),
          group.boundViolations());
    }
    return table.build();
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
        .put("n", errors.n())
        .put("median_abs_error", errors.median())
        .put("p90_abs_error", errors.p90())
        .put("worst_abs_error", errors.worst())
        .put("bias", errors.bias())
        .put("median_abs_error_30us", median(group.longErrors()))
        .put("p90_abs_error_30us", p90(group.longErrors()))
        .put("in_band", group.inBand())
        .put("roofline_median_abs_error", group.rooflineErrors().median())
        .put("bound_violations", group.boundViolations())
        .build();
  }

  private static Result result(Judged judged) {
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
        .put("held_out", row.isHeldOut())
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
