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
import dev.headroom.report.view.TradeOffView;
import dev.headroom.study.StudyResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a study's folder: the tables, every cell as CSV, and predicted against published. */
final class StudyReports {
  private static final double WIDTH_POINTS = 252;
  private static final String FIGURE = "cells";
  private static final Selection USUAL = new Selection(null, null, Selection.Parts.OPERATOR);

  private StudyReports() {}

  /**
   * Writes {@code README.md}, {@code cells.csv}, of times {@code cells.svg}, and of qualities a
   * picture each with its table.
   *
   * @throws IllegalArgumentException if a file cannot be written, saying which and why
   */
  static void write(Path folder, StudyResult result, Report report) {
    StringBuilder text = new StringBuilder(ReportFormat.MD.text(report));
    List<Result> times = StudyView.times(result);
    if (!times.isEmpty()) {
      Figure figure = Figures.of(FigureKind.VALIDATED, Row.of(times), USUAL, Map.of());
      String subject = report.heading() + ".";
      text.append('\n').append(drawn(folder, FIGURE, figure, subject, report, List.of("svg")));
    }
    tradeOffs(result)
        .forEach(
            (name, rows) -> {
              String subject = rows.get(0).text("trade_off").orElse("") + ".";
              Figure figure = Figures.tradeOff(rows, USUAL);
              text.append('\n')
                  .append(drawn(folder, name, figure, subject, report, List.of("svg", "csv")));
            });
    write(folder, "README.md", text.toString());
    write(folder, "cells.csv", ReportFormat.CSV.text(report));
  }

  /** Rows of a picture each, by the name of its files. */
  private static Map<String, List<Row>> tradeOffs(StudyResult result) {
    return Row.of(TradeOffView.of(result)).stream()
        .collect(
            Collectors.groupingBy(StudyReports::name, LinkedHashMap::new, Collectors.toList()));
  }

  private static String name(Row row) {
    String what = row.text("task").orElse("") + "-" + row.text("metric").orElse("");
    return "quality-" + what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  /** Draws a figure; its caption. */
  private static String drawn(
      Path folder, String name, Figure figure, String subject, Report report, List<String> kept) {
    Caption caption = Caption.of(figure, subject, List.of(), report.origin());
    Typeface.useAlone();
    Map<String, byte[]> files =
        FigureFiles.of(
            figure, caption, Look.paper(WIDTH_POINTS), EnumSet.of(ChartFormat.SVG), name);
    files.forEach(
        (ending, bytes) -> {
          if (kept.contains(ending)) {
            OutputOptions.write("--reports", folder.resolve(name + "." + ending), bytes);
          }
        });
    return caption.markdown(name + ".svg");
  }

  private static void write(Path folder, String name, String text) {
    OutputOptions.write("--reports", folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
