package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.study.StudyResult;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All studies in one table: how far their predictions are off. */
public final class StudySummaryView {
  private StudySummaryView() {}

  /** The report of some studies, a row each. */
  public static Report of(Origin origin, List<StudyResult> studies) {
    Section.Builder table =
        Section.builder("Published studies")
            .column("study", "Study", Quantity.TEXT)
            .column("cells", "Cells", Quantity.COUNT)
            .column("judged", "Judged", Quantity.COUNT)
            .column("median_abs_error", "Median error", Quantity.FRACTION)
            .column("p90_abs_error", "90th percentile", Quantity.FRACTION)
            .column("worst_abs_error", "Worst", Quantity.FRACTION)
            .column("bias", "Bias", Quantity.RATIO)
            .column("bound_violations", "Bound violations", Quantity.COUNT)
            .column("calibrated", "Numbers calibrated", Quantity.COUNT)
            .column("title", "What", Quantity.TEXT);
    List<Result> results = new ArrayList<>();
    for (StudyResult each : studies) {
      table.row(
          each.study().name(),
          each.cells().size(),
          each.judged().size(),
          error(each, ErrorSummary::median),
          error(each, ErrorSummary::p90),
          error(each, ErrorSummary::worst),
          error(each, ErrorSummary::bias),
          each.beatenBounds(),
          each.calibratedNumbers(),
          each.study().title());
      results.add(
          Result.builder()
              .put("study", each.study().name())
              .put("cells", each.cells().size())
              .put("judged", each.judged().size())
              .put("median_abs_error", error(each, ErrorSummary::median))
              .put("p90_abs_error", error(each, ErrorSummary::p90))
              .put("worst_abs_error", error(each, ErrorSummary::worst))
              .put("bias", error(each, ErrorSummary::bias))
              .put("bound_violations", each.beatenBounds())
              .put("calibrated", each.calibratedNumbers())
              .put("title", each.study().title())
              .put("source", each.study().source())
              .build());
    }
    return Report.of(origin, "Published studies, predicted", List.of(table.build()), results)
        .withRemark(
            "Errors are |predicted − published| / published, bias the geometric mean of predicted"
                + " over published; a cell on which a number was calibrated is not judged, nor is one"
                + " that nothing predicts. A bound violation is a measured figure better than its"
                + " lower bound.")
        .withRemark(
            "Studies of counts and of other people's rooflines (deepseek-v2, scaling-book, the first"
                + " table of pope-2022) test arithmetic, the others predictions.");
  }

  private static @Nullable Double error(StudyResult study, ToDoubleFunction<ErrorSummary> part) {
    Optional<ErrorSummary> errors = study.errors();
    return errors.isEmpty() ? null : part.applyAsDouble(errors.get());
  }
}
