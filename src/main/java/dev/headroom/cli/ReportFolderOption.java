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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --report}: a validation as a folder that can be kept, read and cited. */
final class ReportFolderOption {
  private static final double WIDTH_POINTS = 252;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Also write README.md, rows.csv and the figure, validated.svg, .pdf and .png, into this"
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
    write(folder, "rows.csv", utf8(ReportFormat.CSV.text(report)));
    String text = ReportFormat.MD.text(report);
    List<Row> rows = Row.of(report.results());
    if (rows.stream().noneMatch(ReportFolderOption::isDrawn)) {
      write(folder, "README.md", utf8(text));
      return;
    }
    Figure figure =
        Figures.of(
            FigureKind.VALIDATED,
            rows,
            new Selection(null, null, Selection.Parts.OPERATOR),
            Map.of());
    Caption caption = Caption.of(figure, report.heading() + ".", List.of(), report.origin());
    Typeface.useAlone();
    Map<String, byte[]> files =
        FigureFiles.of(
            figure,
            caption,
            Look.paper(WIDTH_POINTS),
            EnumSet.allOf(ChartFormat.class),
            FigureKind.VALIDATED.key());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().equals("md")) {
        write(folder, FigureKind.VALIDATED.key() + "." + file.getKey(), file.getValue());
      }
    }
    write(
        folder,
        "README.md",
        utf8(text + "\n" + caption.markdown(FigureKind.VALIDATED.key() + ".svg")));
  }

  private static boolean isDrawn(Row row) {
    return row.find("predicted_s").isPresent() && row.find("measured_s").isPresent();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path folder, String name, byte[] bytes) {
    OutputOptions.write("--report", folder.resolve(name), bytes);
  }
}
