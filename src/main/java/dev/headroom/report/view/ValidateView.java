package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.validate.Ablation;
import dev.headroom.validate.CallShape;
import dev.headroom.validate.ErrorSummary;
import dev.headroom.validate.Prediction;
import dev.headroom.validate.Validation;
import dev.headroom.validate.ValidationGroup;
import dev.headroom.validate.ValidationRow;
import dev.headroom.validate.VariantRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Predicted against measured: groups for people, every shape for machines. */
public final class ValidateView {
  private static final String KERNEL = "vector";
  private static final String SYSTEM = "headroom";
  private static final int MOST_LISTED = 10;

  private ValidateView() {}

  /**
   * The report of a validation.
   *
   * @param machine it ran on, and the calibration it was predicted from, in words
   */
  public static Report of(Origin origin, String machine, Validation validation) {
    Report report =
        new Report(
            origin,
            machine,
            sections(validation),
            remarks(validation),
            validation.rows().stream().map(ValidateView::result).toList(),
            totals(validation));
    return report;
  }

  private static List<Section> sections(Validation validation) {
    List<Section> sections = new ArrayList<>(List.of(groups(validation)));
    if (!validation.ablations().isEmpty()) {
      sections.add(ablations(validation));
    }
    return sections;
  }

  private static Section ablations(Validation validation) {
    Section.Builder table =
        Section.builder("Without one of the model's terms, all shapes")
            .column("without", "Without", Quantity.TEXT)
            .column("median_abs_error", "Median error", Quantity.FRACTION)
            .column("p90_abs_error", "p90", Quantity.FRACTION)
            .column("bias", "Bias", Quantity.RATIO);
    for (Ablation ablation : validation.ablations()) {
      ErrorSummary errors = ablation.errors();
      table.row(ablation.without(), errors.median(), errors.p90(), errors.bias());
    }
    return table.build();
  }

  private static Section groups(Validation validation) {
    Section.Builder table =
        Section.builder("Predicted against measured, " + validation.kernel())
            .column("phase", "Phase", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("kv_cache_dtype", "KV", Quantity.TEXT)
            .column("n", "n", Quantity.COUNT)
            .column("median_abs_error", "Median error", Quantity.FRACTION)
            .column("p90_abs_error", "p90", Quantity.FRACTION)
            .column("worst_abs_error", "Worst", Quantity.FRACTION)
            .column("bias", "Bias", Quantity.RATIO)
            .column("floor_median_abs_error", "Floor", Quantity.FRACTION)
            .column("floor_p90_abs_error", "Floor p90", Quantity.FRACTION)
            .column("roofline_median_abs_error", "Roofline", Quantity.FRACTION)
            .column("bound_violations", "Beat bound", Quantity.COUNT);
    List<ValidationGroup> all = new ArrayList<>(validation.groups());
    validation.total().ifPresent(all::add);
    for (ValidationGroup group : all) {
      ErrorSummary errors = group.errors();
      table.row(
          group.name().phase(),
          group.name().attention(),
          group.name().kvType(),
          errors.n(),
          errors.median(),
          errors.p90(),
          errors.worst(),
          errors.bias(),
          number(group.floor(), ErrorSummary::median),
          number(group.floor(), ErrorSummary::p90),
          group.rooflineErrors().median(),
          group.boundViolations());
    }
    return table.build();
  }

  private static @Nullable Double number(
      Optional<ErrorSummary> summary, ToDoubleFunction<ErrorSummary> part) {
    return summary.isPresent() ? part.applyAsDouble(summary.get()) : null;
  }

  private static List<String> remarks(Validation validation) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "Errors are |predicted − measured| / measured; bias is the geometric mean of predicted over"
            + " measured; floor is the first pass as a prediction of the second. Predicted from"
            + " micro-benchmarks alone, which ran before the passes, between them and after them"
            + " unless a calibration was given; no time of attention was used.");
    VariantRanking ranking = validation.ranking();
    if (ranking.order().pairs() > 0) {
      remarks.add(
          "Order of variants that differ by more than 10 %: right in "
              + ranking.order().right()
              + " of "
              + ranking.order().pairs()
              + " pairs.");
    }
    if (!ranking.speedUps().isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "Speed-up of MQA over MHA: predicted within %.1f %% of the measured in the median,"
                  + " n %d.",
              100 * ranking.medianError(),
              ranking.speedUps().size()));
    }
    List<ValidationRow> rows = validation.rows();
    long without = rows.stream().filter(row -> !row.isMeasured()).count();
    if (without > 0) {
      remarks.add(
          "Without an undisturbed sample, and left out: " + without + " of " + rows.size() + ".");
    }
    rows.stream()
        .filter(ValidationRow::isMeasured)
        .filter(ValidationRow::beatsBound)
        .limit(MOST_LISTED)
        .forEach(row -> remarks.add("Faster than its lower bound: " + beaten(row)));
    return remarks;
  }

  private static String beaten(ValidationRow row) {
    CallShape shape = row.shape();
    return String.format(
        Locale.ROOT,
        "%s %s %s, batch %d, %d heads of %d, length %d: measured %.4g s, bound %.4g s.",
        shape.phase().key(),
        shape.attention().variant(),
        shape.kvType().key(),
        shape.batchSize(),
        shape.attention().queryHeads(),
        shape.attention().keyDim(),
        shape.length(),
        row.measuredSeconds(),
        row.prediction().lowerBoundSeconds());
  }

  private static Result result(ValidationRow row) {
    Result.Builder result = Result.builder().put("kernel", KERNEL);
    shape(result, row.shape());
    Prediction prediction = row.prediction();
    result
        .put("lower_bound_s", prediction.lowerBoundSeconds())
        .put("roofline_s", prediction.rooflineSeconds())
        .put("predicted_s", prediction.predictedSeconds())
        .put("predicted_streaming_s", prediction.terms().streaming())
        .put("predicted_softmax_s", prediction.terms().softmax())
        .put("predicted_rows_s", prediction.terms().rows())
        .put("predicted_append_s", prediction.terms().append())
        .put("predicted_hand_over_s", prediction.terms().handOver())
        .put("bound", prediction.bound());
    boolean measured = row.isMeasured();
    return result
        .put("measured_s", measured ? row.measuredSeconds() : null)
        .put("measured_fastest_s", measured ? row.fastestSeconds() : null)
        .put("measured_first_s", row.firstSeconds())
        .put("measured_second_s", row.secondSeconds())
        .put("samples", row.n())
        .put("samples_rejected", row.rejected())
        .put("settled", row.settled())
        .put("error", measured ? row.error() : null)
        .put("bound_violated", measured ? row.beatsBound() : null)
        .build();
  }

  private static void shape(Result.Builder result, CallShape shape) {
    result
        .put("phase", shape.phase().key())
        .put("attention", shape.attention().variant())
        .put("batch_size", shape.batchSize())
        .put("query_length", shape.queryLength())
        .put("context_length", shape.contextLength())
        .put("num_attention_heads", shape.attention().queryHeads())
        .put("num_key_value_heads", shape.attention().kvHeads())
        .put("head_dim", shape.attention().keyDim())
        .put("dtype", "fp32")
        .put("kv_cache_dtype", shape.kvType().key())
        .put("threads", shape.threads())
        .put("flop", shape.flop())
        .put("bytes", shape.bytes());
  }

  private static Result totals(Validation validation) {
    VariantRanking ranking = validation.ranking();
    List<Result> speedUps =
        ranking.speedUps().stream()
            .map(
                speedUp -> {
                  Result.Builder result = Result.builder();
                  shape(result, speedUp.mha().shape());
                  return result
                      .put("speedup_predicted", speedUp.predicted())
                      .put("speedup_measured", speedUp.measured())
                      .build();
                })
            .toList();
    Result.Builder totals =
        Result.builder()
            .put("groups", validation.groups().stream().map(ValidateView::group).toList())
            .put("total", validation.total().map(ValidateView::group).orElse(null));
    return totals
        .put("ablation", validation.ablations().stream().map(ValidateView::ablation).toList())
        .put(
            "ranking",
            Result.builder()
                .put("pairs", ranking.order().pairs())
                .put("right", ranking.order().right())
                .put("speedup_median_abs_error", ranking.medianError())
                .put("speedups", speedUps)
                .build())
        .build();
  }

  private static Result ablation(Ablation ablation) {
    return Result.builder()
        .put("without", ablation.without())
        .put("n", ablation.errors().n())
        .put("median_abs_error", ablation.errors().median())
        .put("p90_abs_error", ablation.errors().p90())
        .put("bias", ablation.errors().bias())
        .build();
  }

  private static Result group(ValidationGroup group) {
    ErrorSummary errors = group.errors();
    return Result.builder()
        .put("system", SYSTEM)
        .put("backend", "java")
        .put("kernel", KERNEL)
        .put("phase", group.name().phase())
        .put("attention", group.name().attention())
        .put("kv_cache_dtype", group.name().kvType())
        .put("n", errors.n())
        .put("median_abs_error", errors.median())
        .put("p90_abs_error", errors.p90())
        .put("worst_abs_error", errors.worst())
        .put("bias", errors.bias())
        .put("median_abs_error_30us", number(group.longErrors(), ErrorSummary::median))
        .put("p90_abs_error_30us", number(group.longErrors(), ErrorSummary::p90))
        .put("roofline_median_abs_error", group.rooflineErrors().median())
        .put("floor_median_abs_error", number(group.floor(), ErrorSummary::median))
        .put("floor_p90_abs_error", number(group.floor(), ErrorSummary::p90))
        .put("bound_violations", group.boundViolations())
        .build();
  }
}
