package dev.headroom.cli;

import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Row;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --report}: a validation as a folder that can be kept, read and cited. */
final class ReportFolderOption {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Also write README.md, index.html, rows.csv and the figure, validated.svg, .pdf and .png, into this"
              + " folder.")
  private @Nullable Path folder;

  /**
   * Writes the folder if it was asked for; nothing but the tables if no row can be drawn.
   *
   * @throws IllegalArgumentException if a file cannot be written, saying which and why
   */
  void write(Report report) {
    if (folder == null) {
      return;
    }
    ReportFigures figures = ReportFigures.all("--report", folder);
    figures.write("rows.csv", ReportFormat.CSV.text(report));
    String text = ReportFormat.MD.text(report);
    if (Row.of(report.results()).stream().noneMatch(ReportFolderOption::isDrawn)) {
      figures.write("README.md", text);
      figures.page(report.heading(), List.of(), report, List.of());
      return;
    }
    ReportFigures.Drawn drawn =
        figures.draw(
            FigureKind.VALIDATED,
            FigureKind.VALIDATED.key(),
            report.results(),
            report.heading() + ".",
            report.origin());
    figures.write("README.md", text + "\n" + drawn.markdown());
    figures.page(report.heading(), List.of(), report, List.of(drawn));
  }

  private static boolean isDrawn(Row row) {
    return row.find("predicted_s").isPresent() && row.find("measured_s").isPresent();
  }
}
