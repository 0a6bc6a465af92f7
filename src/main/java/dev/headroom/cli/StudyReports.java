package dev.headroom.cli;

import dev.headroom.chart.ChartFormat;
import dev.headroom.chart.Look;
import dev.headroom.chart.Typeface;
import dev.headroom.figure.Caption;
import dev.headroom.figure.Figure;
import dev.headroom.figure.FigureFiles;
import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Figures;
import dev.headroom.figure.Row;
import dev.headroom.figure.Selection;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.Result;
import dev.headroom.report.view.StudyView;
import dev.headroom.study.StudyResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Writes a study's folder: the tables, every cell as CSV, and predicted against published. */
final class StudyReports {
  private static final double WIDTH_POINTS = 252;
  private static final String FIGURE = "cells";

  private StudyReports() {}

  /**
   * Writes {@code README.md}, {@code cells.csv} and, of times, {@code cells.svg}.
   *
   * @throws IllegalArgumentException if a file cannot be written, saying which and why
   */
  static void write(Path folder, StudyResult result, Report report) {
    String text = ReportFormat.MD.text(report);
    List<Result> times = StudyView.times(result);
    String caption = times.isEmpty() ? "" : "\n" + drawn(folder, times, report);
    write(folder, "README.md", text + caption);
    write(folder, "cells.csv", ReportFormat.CSV.text(report));
  }

  /** Draws the figure; its caption. */
  private static String drawn(Path folder, List<Result> times, Report report) {
    Figure figure =
        Figures.of(
            FigureKind.VALIDATED,
            Row.of(times),
            new Selection(null, null, Selection.Parts.OPERATOR),
            Map.of());
    Caption caption = Caption.of(figure, report.heading() + ".", List.of(), report.origin());
    Typeface.useAlone();
    Map<String, byte[]> files =
        FigureFiles.of(
            figure, caption, Look.paper(WIDTH_POINTS), EnumSet.of(ChartFormat.SVG), FIGURE);
    byte[] drawing = files.get("svg");
    if (drawing != null) {
      OutputOptions.write("--reports", folder.resolve(FIGURE + ".svg"), drawing);
    }
    return caption.markdown(FIGURE + ".svg");
  }

  private static void write(Path folder, String name, String text) {
    OutputOptions.write("--reports", folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
