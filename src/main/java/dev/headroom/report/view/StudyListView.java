package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.study.Study;
import java.util.List;

/** The studies that come with the program. */
public final class StudyListView {
  private StudyListView() {}

  /** A line for each. */
  public static Report of(Origin origin, List<Study> studies) {
    Section.Builder table =
        Section.builder("")
            .column("study", "Study", Quantity.TEXT)
            .column("cells", "Cells", Quantity.COUNT)
            .column("calibrated", "Calibrated", Quantity.COUNT)
            .column("title", "Title", Quantity.TEXT)
            .column("source", "Source", Quantity.TEXT);
    studies.forEach(
        study ->
            table.row(
                study.name(),
                study.cells().size(),
                study.calibrations().size(),
                study.title(),
                study.source()));
    return Report.of(
        origin,
        "",
        List.of(table.build()),
        studies.stream()
            .map(
                study ->
                    Result.builder()
                        .put("study", study.name())
                        .put("cells", study.cells().size())
                        .put("calibrations", study.calibrations().size())
                        .put("title", study.title())
                        .put("source", study.source())
                        .build())
            .toList());
  }
}
