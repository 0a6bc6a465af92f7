package dev.headroom.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A booktabs tabular for each section, to be input inside a table of the paper. The output is ASCII
 * and needs no other package; heading, titles, remarks and the command are comments.
 */
final class LatexWriter implements ReportWriter {
  @Override
  public void write(Report report, Appendable out) throws IOException {
    comment(report.origin().command(), out);
    comment(report.heading(), out);
    for (Section section : report.sections()) {
      out.append('\n');
      write(section, out);
    }
    if (!report.remarks().isEmpty()) {
      out.append('\n');
    }
    for (String remark : report.remarks()) {
      comment(remark, out);
    }
  }

  private static void write(Section section, Appendable out) throws IOException {
    comment(section.title(), out);
    StringBuilder alignment = new StringBuilder();
    List<String> titles = new ArrayList<>();
    for (Column column : section.columns()) {
      alignment.append(column.quantity().isNumeric() ? 'r' : 'l');
      titles.add(LatexText.escape(column.title()));
    }
    out.append("\\begin{tabular}{").append(alignment).append("}\n\\toprule\n");
    row(titles, out);
    out.append("\\midrule\n");
    for (List<Value> values : section.rows()) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        Quantity quantity = section.columns().get(i).quantity();
        cells.add(cell(SignificantFormat.figure(values.get(i), quantity)));
      }
      row(cells, out);
    }
    out.append("\\bottomrule\n\\end{tabular}\n");
  }

  private static void row(List<String> cells, Appendable out) throws IOException {
    out.append(String.join(" & ", cells)).append(" \\\\\n");
  }

  private static String cell(Figure figure) {
    if (!figure.numeric()) {
      // The dash of an absent value is ours; the ligature is how TeX writes it.
      return figure.equals(Figure.ABSENT) ? "--" : LatexText.escape(figure.digits());
    }
    String power = figure.exponent() == 0 ? "" : " \\times 10^{" + figure.exponent() + "}";
    String unit = figure.unit();
    if (unit.equals("×")) {
      return "$" + figure.digits() + power + "\\times$";
    }
    String gap = unit.startsWith(" ") ? "\\," : "";
    return "$" + figure.digits() + power + "$" + gap + LatexText.escape(unit.strip());
  }

  private static void comment(String text, Appendable out) throws IOException {
    if (!text.isEmpty()) {
      String ascii = Glyphs.ASCII.show(PlainText.line(text));
      out.append("% ").append(ascii.stripTrailing()).append('\n');
    }
  }
}
