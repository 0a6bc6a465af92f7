package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.study.Quality;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Model;
import java.math.BigDecimal;
import java.util.List;

/** Quality figures beside results: nothing but what the user's file says. */
final class QualityColumns {
  private QualityColumns() {}

  /** The figures of a model, by its name or its variant's. */
  static List<Quality.Figure> of(List<Quality.Figure> figures, Model model) {
    return Quality.of(figures, model.name(), model.attention().variant());
  }

  /** The figure as the file has it. */
  static String value(Quality.Figure figure) {
    return BigDecimal.valueOf(figure.value()).stripTrailingZeros().toPlainString();
  }

  /** The figures for machines. */
  static List<Result> results(List<Quality.Figure> figures) {
    return figures.stream()
        .map(
            figure ->
                Result.builder()
                    .put("task", figure.task())
                    .put("metric", figure.metric())
                    .put("value", figure.value())
                    .put("source", figure.source())
                    .build())
        .toList();
  }

  /** A table of estimates with their figures. */
  static Section section(List<Estimate> estimates, List<Quality.Figure> quality) {
    Section.Builder table =
        Section.builder("Quality, of the file given")
            .column("device", "Device", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("expected_s", "Expected", Quantity.SECONDS)
            .column("task", "Task", Quantity.TEXT)
            .column("metric", "Metric", Quantity.TEXT)
            .column("value", "Value", Quantity.TEXT)
            .column("source", "Source", Quantity.TEXT);
    for (Estimate estimate : estimates) {
      for (Quality.Figure figure : of(quality, estimate.model())) {
        table.row(
            estimate.device().name(),
            Words.variant(estimate.model().attention().variant()),
            estimate.expectedSeconds(),
            figure.task(),
            figure.metric(),
            value(figure),
            figure.source());
      }
    }
    return table.build();
  }
}
