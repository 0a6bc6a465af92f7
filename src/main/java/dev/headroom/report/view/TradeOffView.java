package dev.headroom.report.view;

import dev.headroom.report.Result;
import dev.headroom.study.Quality;
import dev.headroom.study.StudyResult;
import dev.headroom.timing.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * Quality against the time of a token, for figures: a row for each figure of a variant on a device.
 */
public final class TradeOffView {
  private TradeOffView() {}

  /** Those of a study. */
  public static List<Result> of(StudyResult study) {
    List<Result> rows = new ArrayList<>();
    for (StudyResult.Traded each : study.tradeOffs()) {
      for (Quality.Figure figure : each.figures()) {
        rows.add(
            row(figure, each.model(), each.place().device(), each.place().runtime())
                .put("time_per_output_token_s", each.secondsPerToken())
                .put("trade_off", each.tradeOff().title())
                .build());
      }
    }
    return rows;
  }

  /** Those of a step, of whose model a file has figures. */
  public static List<Result> results(Estimate estimate, List<Quality.Figure> quality) {
    List<Result> rows = new ArrayList<>();
    for (Quality.Figure figure : QualityColumns.of(quality, estimate.model())) {
      rows.add(
          row(
                  figure,
                  Words.variant(estimate.model().attention().variant()),
                  estimate.device().name(),
                  estimate.scenario().policy().name())
              .put("time_per_output_token_s", 1 / estimate.tokensPerSecond())
              .put("fits", estimate.memory().fits())
              .build());
    }
    return rows;
  }

  private static Result.Builder row(
      Quality.Figure figure, String model, String device, String runtime) {
    return Result.builder()
        .put("model", model)
        .put("device", device)
        .put("runtime", runtime)
        .put("task", figure.task())
        .put("metric", figure.metric())
        .put("value", figure.value())
        .put("less_is_better", figure.lessIsBetter());
  }
}
