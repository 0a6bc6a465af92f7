package dev.headroom.cli;

import dev.headroom.figure.FigureKind;
import dev.headroom.report.MarkdownText;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.Result;
import dev.headroom.report.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --report}: a plan as a folder that can be kept, read and cited. */
final class PlanReportOption {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Also write README.md, index.html, results.json and the pictures, as SVG, PDF and PNG"
              + " with the table behind each, into this folder: latency against load, a server over time, plans by"
              + " price.")
  private @Nullable Path folder;

  private final Map<FigureKind, Supplier<List<Result>>> figures = new EnumMap<>(FigureKind.class);

  /** Adds a figure, whose rows are worked out only if a folder was asked for. */
  void add(FigureKind kind, Supplier<List<Result>> rows) {
    figures.put(kind, rows);
  }

  /**
   * Writes the folder if it was asked for.
   *
   * @param report whose first remark is the answer
   * @throws IllegalArgumentException if a file cannot be written, saying which and why
   */
  void write(Report report) {
    if (folder == null) {
      return;
    }
    ReportFigures drawn = ReportFigures.all("--report", folder);
    StringBuilder text = new StringBuilder(4096);
    text.append("# Capacity plan\n\n")
        .append(MarkdownText.paragraph(report.remarks().get(0)))
        .append("\n\nTo repeat it:\n\n```\n./")
        .append(report.origin().command())
        .append("\n```\n\n")
        .append(ReportFormat.MD.text(withoutAnswer(report)));
    Map<FigureKind, List<Result>> rows = new EnumMap<>(FigureKind.class);
    figures.forEach((kind, supplier) -> rows.put(kind, supplier.get()));
    List<ReportFigures.Drawn> pictures = new ArrayList<>();
    rows.forEach((kind, own) -> draw(drawn, kind, own, report).ifPresent(pictures::add));
    pictures.forEach(each -> text.append('\n').append(each.markdown()));
    drawn.write("README.md", text.toString());
    drawn.page("Capacity plan", report.remarks().subList(0, 1), report, pictures);
    drawn.write("results.json", ReportFormat.JSON.text(withRows(report, rows)));
  }

  private static Optional<ReportFigures.Drawn> draw(
      ReportFigures drawn, FigureKind kind, List<Result> rows, Report report) {
    // A price that nobody knows, or a run too short to have moments, makes no picture.
    boolean isDrawable =
        kind == FigureKind.PLANS
            ? rows.stream().anyMatch(PlanReportOption::hasPrice)
            : rows.size() > 1;
    return isDrawable
        ? Optional.of(drawn.draw(kind, kind.key(), rows, report.heading(), report.origin()))
        : Optional.empty();
  }

  private static boolean hasPrice(Result row) {
    return row.values().get("usd_per_hour") instanceof Value.Real;
  }

  /** With the rows of figures beside the first result, of which they can be drawn again. */
  private static Report withRows(Report report, Map<FigureKind, List<Result>> rows) {
    if (report.results().isEmpty()) {
      return report;
    }
    List<Result> results = new ArrayList<>(report.results());
    Result.Builder first = Result.builder();
    results.get(0).values().forEach(first::put);
    rows.forEach((kind, own) -> kind.nestedKey().ifPresent(key -> first.put(key, own)));
    results.set(0, first.build());
    return report.withResults(results);
  }

  private static Report withoutAnswer(Report report) {
    return report.withRemarks(report.remarks().subList(1, report.remarks().size()));
  }
}
