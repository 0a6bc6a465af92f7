package dev.headroom.cli;

import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Row;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.Result;
import dev.headroom.report.view.StudyView;
import dev.headroom.report.view.TradeOffView;
import dev.headroom.study.StudyResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a study's folder: the tables, every cell as CSV, and predicted against published. */
final class StudyReports {
  private static final String FIGURE = "cells";

  private StudyReports() {}

  /**
   * Writes {@code README.md}, {@code cells.csv}, of times {@code cells.svg}, and of qualities a
   * picture each with its table.
   *
   * @throws IllegalArgumentException if a file cannot be written, saying which and why
   */
  static void write(Path folder, StudyResult result, Report report) {
    ReportFigures figures = ReportFigures.svg("--reports", folder);
    StringBuilder text = new StringBuilder(ReportFormat.MD.text(report));
    List<Result> times = StudyView.times(result);
    if (!times.isEmpty()) {
      String subject = report.heading() + ".";
      add(text, figures.drawAlone(FigureKind.VALIDATED, FIGURE, times, subject, report.origin()));
    }
    tradeOffs(result)
        .forEach(
            (name, rows) -> {
              String subject = rows.get(0).text("trade_off").orElse("") + ".";
              add(text, figures.drawTradeOff(name, rows, subject, report.origin()));
            });
    figures.write("README.md", text.toString());
    figures.write("cells.csv", ReportFormat.CSV.text(report));
  }

  private static void add(StringBuilder text, ReportFigures.Drawn drawn) {
    text.append('\n').append(drawn.markdown());
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
}
