package dev.headroom.report.view;

import dev.headroom.plan.LoadShape;
import dev.headroom.plan.Replay;
import dev.headroom.report.Quantity;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.Value;
import java.util.ArrayList;
import java.util.List;

/** The parts of a plan that hold a recorded run against its prediction. */
final class ReplayParts {
  private ReplayParts() {}

  static Section errors(Replay replay) {
    Section.Builder table =
        Section.builder("Predicted against measured")
            .column("time", "Time", Quantity.TEXT)
            .column("n", "n", Quantity.COUNT)
            .column("statistic", "Statistic", Quantity.TEXT)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("measured_s", "Measured", Quantity.SECONDS)
            .column("error", "Error", Quantity.CHANGE);
    for (Replay.Metric metric : replay.metrics()) {
      for (Replay.Statistic statistic : Replay.STATISTICS) {
        table.row(
            PlanWords.name(metric.key()),
            metric.measured().n(),
            statistic.name(),
            statistic.of().applyAsDouble(metric.predicted()),
            statistic.of().applyAsDouble(metric.measured()),
            metric.error(statistic));
      }
    }
    return table.build();
  }

  static Section shapes(List<LoadShape> shapes) {
    Section.Builder table =
        Section.builder("Load over time, predicted against recorded")
            .column("what", "What", Quantity.TEXT)
            .column("n", "Moments", Quantity.COUNT)
            .column("predicted", "Predicted mean", Quantity.MIXED)
            .column("recorded", "Recorded mean", Quantity.MIXED)
            .column("difference", "Mean |difference|", Quantity.MIXED)
            .column("correlation", "Correlation", Quantity.NUMBER);
    for (LoadShape shape : shapes) {
      boolean isShare = shape.key().equals("kv_share");
      Quantity quantity = isShare ? Quantity.FRACTION : Quantity.NUMBER;
      table.row(
          isShare ? "KV blocks in use" : shape.key() + " requests",
          shape.n(),
          new Value.Measure(shape.predictedMean(), quantity),
          new Value.Measure(shape.recordedMean(), quantity),
          new Value.Measure(shape.meanDifference(), quantity),
          shape.correlation());
    }
    return table.build();
  }

  static Result totals(Replay replay, List<LoadShape> shapes) {
    List<Result> rows = new ArrayList<>();
    for (Replay.Metric metric : replay.metrics()) {
      for (Replay.Statistic statistic : Replay.STATISTICS) {
        rows.add(
            Result.builder()
                .put("metric", metric.key())
                .put("statistic", statistic.name())
                .put("n", metric.measured().n())
                .put("predicted_s", statistic.of().applyAsDouble(metric.predicted()))
                .put("measured_s", statistic.of().applyAsDouble(metric.measured()))
                .put("error", metric.error(statistic))
                .build());
      }
    }
    return Result.builder()
        .put("calibrated_on_first", replay.calibrated())
        .put("replay", rows)
        .put("load_over_time", shapes.stream().map(ReplayParts::shape).toList())
        .build();
  }

  private static Result shape(LoadShape shape) {
    return Result.builder()
        .put("what", shape.key())
        .put("n", shape.n())
        .put("predicted_mean", shape.predictedMean())
        .put("recorded_mean", shape.recordedMean())
        .put("mean_abs_difference", shape.meanDifference())
        .put("correlation", shape.correlation())
        .build();
  }
}
