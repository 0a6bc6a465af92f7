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
import dev.headroom.report.HtmlPage;
import dev.headroom.report.Origin;
import dev.headroom.report.Picture;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures in the folder of a report.
 *
 * @param option that named the folder
 * @param folder where they go
 * @param formats of the pictures
 */
record ReportFigures(String option, Path folder, Set<ChartFormat> formats) {
  private static final double WIDTH_POINTS = 252;
  private static final Selection USUAL = new Selection(null, null, Selection.Parts.OPERATOR);

  /** All formats. */
  static ReportFigures all(String option, Path folder) {
    return new ReportFigures(option, folder, EnumSet.allOf(ChartFormat.class));
  }

  /** Pictures as SVG alone, where many stand in one folder. */
  static ReportFigures svg(String option, Path folder) {
    return new ReportFigures(option, folder, EnumSet.of(ChartFormat.SVG));
  }

  /**
   * Draws a figure of results, and writes it with the table behind it.
   *
   * @param stem the name of its files
   * @param subject of the caption, a sentence
   * @return the picture with its caption, for Markdown and for a page
   */
  Drawn draw(FigureKind kind, String stem, List<Result> results, String subject, Origin origin) {
    return draw(of(kind, results), stem, subject, origin, tables());
  }

  /** Draws a figure of results that stand in a file of the folder already. */
  Drawn drawAlone(
      FigureKind kind, String stem, List<Result> results, String subject, Origin origin) {
    return draw(of(kind, results), stem, subject, origin, Set.of());
  }

  private static Figure of(FigureKind kind, List<Result> results) {
    return Figures.of(kind, Row.of(results), USUAL, Map.of());
  }

  /** The table behind a figure; the caption of a paper goes with the picture of a paper. */
  private Set<String> tables() {
    return formats.contains(ChartFormat.PDF) ? Set.of("csv", "tex") : Set.of("csv");
  }

  /** Draws quality against time, and writes it with the table behind it. */
  Drawn drawTradeOff(String stem, List<Row> rows, String subject, Origin origin) {
    return draw(Figures.tradeOff(rows, USUAL), stem, subject, origin, tables());
  }

  private Drawn draw(
      Figure figure, String stem, String subject, Origin origin, Set<String> tables) {
    Caption caption = Caption.of(figure, subject, List.of(), origin);
    Typeface.useAlone();
    Map<String, byte[]> files =
        FigureFiles.of(figure, caption, Look.paper(WIDTH_POINTS), formats, stem);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String ending = file.getKey();
      if (tables.contains(ending) || formats.stream().anyMatch(f -> f.key().equals(ending))) {
        write(stem + "." + ending, file.getValue());
      }
    }
    String svg = new String(files.getOrDefault("svg", new byte[0]), StandardCharsets.UTF_8);
    return new Drawn(caption.markdown(stem + ".svg"), new Picture(svg, caption.sentences()));
  }

  /**
   * A figure that was drawn.
   *
   * @param markdown shows its file
   * @param picture for a page
   */
  record Drawn(String markdown, Picture picture) {}

  /** Writes the same report as a page, {@code index.html}. */
  void page(String title, List<String> answer, Report report, List<Drawn> drawn) {
    List<Picture> pictures = drawn.stream().map(Drawn::picture).toList();
    write("index.html", new HtmlPage(title, answer, report, pictures, List.of()).text());
  }

  /** Writes a text of the folder. */
  void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] bytes) {
    OutputOptions.write(option, folder.resolve(name), bytes);
  }
}
