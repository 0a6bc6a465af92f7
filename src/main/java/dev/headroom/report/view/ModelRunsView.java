package dev.headroom.report.view;

import dev.headroom.fit.JudgedRun;
import dev.headroom.measurements.ModelRun;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.validate.ErrorSummary;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import java.util.ArrayList;
import java.util.List;

/** Predictions against measured runs of a whole model. */
public final class ModelRunsView {
  private ModelRunsView() {}

  /**
   * The report.
   *
   * @param runs at least one
   */
  public static Report of(Origin origin, Model model, Precision types, List<JudgedRun> runs) {
    ErrorSummary errors = errors(runs);
    Result totals =
        Result.builder()
            .put(
                "total",
                Result.builder()
                    .put("n", errors.n())
                    .put("median_abs_error", errors.median())
                    .put("p90_abs_error", errors.p90())
                    .put("worst_abs_error", errors.worst())
                    .put("bias", errors.bias())
                    .put("bound_violations", runs.stream().filter(JudgedRun::beatsBound).count())
                    .build())
            .build();
    return new Report(
        origin,
        model.name() + ", weights " + types.weights().key(),
        List.of(table(runs)),
        remarks(runs, errors),
        runs.stream().map(run -> result(model, types, run)).toList(),
        totals);
  }

  /** Errors of all runs. */
  public static ErrorSummary errors(List<JudgedRun> runs) {
    return ErrorSummary.of(
        runs.stream().mapToDouble(JudgedRun::expectedSeconds).toArray(),
        runs.stream().mapToDouble(run -> run.run().seconds()).toArray());
  }

  private static Section table(List<JudgedRun> runs) {
    Section.Builder table =
        Section.builder("Predicted against measured")
            .column("run", "Run", Quantity.COUNT)
            .column("device", "Device", Quantity.TEXT)
            .column("batch_size", "Sequences", Quantity.COUNT)
            .column("context_length", "Cached", Quantity.COUNT)
            .column("input_len", "Prompt", Quantity.COUNT)
            .column("output_steps", "Steps", Quantity.COUNT)
            .column("lower_bound_s", "Lower bound", Quantity.SECONDS)
            .column("roofline_s", "Roofline", Quantity.SECONDS)
            .column("expected_s", "Expected", Quantity.SECONDS)
            .column("measured_s", "Measured", Quantity.SECONDS)
            .column("ratio", "Expected / measured", Quantity.RATIO);
    for (JudgedRun each : runs) {
      ModelRun run = each.run();
      table.row(
          run.number(),
          each.device().name(),
          run.sequences(),
          run.cachedTokens(),
          run.promptTokens(),
          run.generationSteps(),
          each.lowerBoundSeconds(),
          each.rooflineSeconds(),
          each.expectedSeconds(),
          run.seconds(),
          each.expectedSeconds() / run.seconds());
    }
    return table.build();
  }

  private static List<String> remarks(List<JudgedRun> runs, ErrorSummary errors) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "n "
            + errors.n()
            + ", |expected − measured| / measured: median "
            + SignificantFormat.text(errors.median(), Quantity.FRACTION)
            + ", worst "
            + SignificantFormat.text(errors.worst(), Quantity.FRACTION)
            + ".");
    remarks.add(
        "Expected is the sum over all passes: "
            + (runs.stream().allMatch(JudgedRun::predicted)
                ? "predicted times, with operators of no fitted kernel at what programs reach of"
                    + " the device, or at their roofline."
                : "rooflines where the device has neither a fitted kernel nor a figure of what"
                    + " programs reach, which real programs do not reach.")
            + " What runs between passes, sampling among it, is not in it.");
    runs.stream()
        .filter(JudgedRun::beatsBound)
        .forEach(
            run -> remarks.add("Faster than its lower bound: run " + run.run().number() + "."));
    return remarks;
  }

  private static Result result(Model model, Precision types, JudgedRun each) {
    ModelRun run = each.run();
    return Result.builder()
        .put("run", run.number())
        .put("system", run.system())
        .put("device", each.device().name())
        .put("model", model.name())
        .put("phase", run.generationSteps() == 0 ? "prefill" : "generate")
        .put("dtype", types.weights().key())
        .put("batch_size", run.sequences())
        .put("context_length", run.cachedTokens())
        .put("input_len", run.promptTokens())
        .put("output_steps", run.generationSteps())
        .put("lower_bound_s", each.lowerBoundSeconds())
        .put("roofline_s", each.rooflineSeconds())
        .put("predicted_s", each.predicted() ? each.expectedSeconds() : null)
        .put("expected_s", each.expectedSeconds())
        .put("speed_basis", each.predicted() ? "predicted" : "roofline")
        .put("measured_s", run.seconds())
        .put("error", each.error())
        .put("bound_violated", each.beatsBound())
        .build();
  }
}
