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

/**
 * Figures in the folder of a report.
 *
 * @param option that named the folder
 * @param folder where they go
 * @param formats of the pictures
 */
record ReportFigures(String option, Path folder, EnumSet<ChartFormat> formats) {
  private static final double WIDTH_POINTS = 252;

  /** All formats. */
  static ReportFigures all(String option, Path folder) {
    return new ReportFigures(option, folder, EnumSet.allOf(ChartFormat.class));
  }

  /**
   * Draws a figure of results, and writes it with the table behind it.
   *
   * @param stem the name of its files
   * @param subject of the caption, a sentence
   * @return the picture with its caption, for Markdown and for a page
   */
  Drawn draw(FigureKind kind, String stem, List<Result> results, String subject, Origin origin) {
    Figure figure =
        Figures.of(
            kind, Row.of(results), new Selection(null, null, Selection.Parts.OPERATOR), Map.of());
    Caption caption = Caption.of(figure, subject, List.of(), origin);
    Typeface.useAlone();
    Map<String, byte[]> files =
        FigureFiles.of(figure, caption, Look.paper(WIDTH_POINTS), formats, stem);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      // The caption of a paper goes with the picture of a paper.
      boolean wanted = !file.getKey().equals("tex") || formats.contains(ChartFormat.PDF);
      if (wanted && !file.getKey().equals("md")) {
        write(stem + "." + file.getKey(), file.getValue());
      }
    }
    return new Drawn(
        caption.markdown(stem + ".svg"), new Picture(FigureFiles.svg(figure), caption.sentences()));
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
