package dev.headroom.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Tables of GitHub-flavoured Markdown; every text is escaped, so that it shows as it is. */
final class MarkdownWriter implements ReportWriter {
  private static final String SPECIAL = "\\`*_~[]#|!";

  @Override
  public void write(Report report, Appendable out) throws IOException {
    String gap = "";
    if (!report.heading().isEmpty()) {
      out.append("## ").append(escape(report.heading())).append('\n');
      gap = "\n";
    }
    for (Section section : report.sections()) {
      out.append(gap);
      write(section, out);
      gap = "\n";
    }
    for (String remark : report.remarks()) {
      out.append(gap).append(paragraph(remark)).append('\n');
      gap = "\n";
    }
  }

  private static void write(Section section, Appendable out) throws IOException {
    if (!section.title().isEmpty()) {
      out.append("### ").append(escape(section.title())).append("\n\n");
    }
    List<Column> columns = section.columns();
    out.append(row(columns.stream().map(column -> escape(column.title())).toList()));
    out.append(
        row(
            columns.stream()
                .map(column -> column.quantity().isNumeric() ? "---:" : "---")
                .toList()));
    for (List<Value> values : section.rows()) {
      StringBuilder line = new StringBuilder("|");
      for (int i = 0; i < columns.size(); i++) {
        Figure figure = SignificantFormat.figure(values.get(i), columns.get(i).quantity());
        line.append(' ').append(escape(figure.text())).append(" |");
      }
      out.append(line).append('\n');
    }
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** A text outside of a table, where a first character can make it a list or a heading. */
  private static String paragraph(String text) {
    String escaped = escape(text).strip();
    boolean listOrRule = !escaped.isEmpty() && "-+=".indexOf(escaped.charAt(0)) >= 0;
    return listOrRule ? "\\" + escaped : escaped.replaceFirst("^([0-9]+)([.)])", "$1\\\\$2");
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : PlainText.line(text).toCharArray()) {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        // GitHub typesets what stands between dollar signs, and a backslash does not stop it.
        case '$' -> escaped.append("&#36;");
        default -> {
          if (SPECIAL.indexOf(c) >= 0) {
            escaped.append('\\');
          }
          escaped.append(c);
        }
      }
    }
    return escaped.toString();
  }
}
