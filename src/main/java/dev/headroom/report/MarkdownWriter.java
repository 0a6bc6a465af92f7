package dev.headroom.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Tables of GitHub-flavoured Markdown; every text is escaped, so that it shows as it is. */
final class MarkdownWriter implements ReportWriter {
  @Override
  public void write(Report report, Appendable out) throws IOException {
    String gap = "";
    if (!report.heading().isEmpty()) {
      out.append("## ").append(MarkdownText.escape(report.heading())).append('\n');
      gap = "\n";
    }
    for (Section section : report.sections()) {
      out.append(gap);
      write(section, out);
      gap = "\n";
    }
    for (String remark : report.remarks()) {
      out.append(gap).append(MarkdownText.paragraph(remark)).append('\n');
      gap = "\n";
    }
  }

  private static void write(Section section, Appendable out) throws IOException {
    if (!section.title().isEmpty()) {
      out.append("### ").append(MarkdownText.escape(section.title())).append("\n\n");
    }
    List<Column> columns = section.columns();
    out.append(row(columns.stream().map(column -> MarkdownText.escape(column.title())).toList()));
    out.append(
        row(
            columns.stream()
                .map(column -> column.quantity().isNumeric() ? "---:" : "---")
                .toList()));
    for (List<Value> values : section.rows()) {
      StringBuilder line = new StringBuilder("|");
      for (int i = 0; i < columns.size(); i++) {
        Figure figure = SignificantFormat.figure(values.get(i), columns.get(i).quantity());
        line.append(' ').append(MarkdownText.escape(figure.text())).append(" |");
      }
      out.append(line).append('\n');
    }
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
