package dev.headroom.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Aligned text: numbers on the right with their units one below the other, words on the left. */
final class TableWriter implements ReportWriter {
  private static final String GAP = "  ";

  private final Glyphs glyphs;

  TableWriter(Glyphs glyphs) {
    this.glyphs = glyphs;
  }

  @Override
  public void write(Report report, Appendable out) throws IOException {
    List<String> blocks = new ArrayList<>();
    if (!report.heading().isEmpty()) {
      blocks.add(line(report.heading()));
    }
    for (Section section : report.sections()) {
      blocks.add(table(section));
    }
    if (!report.remarks().isEmpty()) {
      StringBuilder remarks = new StringBuilder();
      report.remarks().forEach(remark -> remarks.append(line(remark)));
      blocks.add(remarks.toString());
    }
    out.append(String.join("\n", blocks));
  }

  private String line(String text) {
    return glyphs.show(PlainText.line(text)).stripTrailing() + "\n";
  }

  private String table(Section section) {
    List<TextColumn> columns = new ArrayList<>();
    for (int i = 0; i < section.columns().size(); i++) {
      columns.add(column(section, i));
    }
    StringBuilder text = new StringBuilder();
    if (!section.title().isEmpty()) {
      text.append(line(section.title()));
    }
    text.append(row(columns.stream().map(TextColumn::header).toList()));
    text.append(row(columns.stream().map(TextColumn::rule).toList()));
    for (int i = 0; i < section.rows().size(); i++) {
      int index = i;
      text.append(row(columns.stream().map(column -> column.cell(index)).toList()));
    }
    return text.toString();
  }

  private TextColumn column(Section section, int index) {
    Column column = section.columns().get(index);
    List<Figure> figures =
        section.rows().stream()
            .map(row -> SignificantFormat.figure(row.get(index), column.quantity()))
            .map(this::shown)
            .toList();
    String title = glyphs.show(PlainText.line(column.title()));
    return TextColumn.of(title, column.quantity().isNumeric(), figures);
  }

  private Figure shown(Figure figure) {
    return new Figure(
        glyphs.show(figure.digits()),
        figure.exponent(),
        glyphs.show(figure.unit()),
        figure.numeric());
  }

  private static String row(List<String> cells) {
    return String.join(GAP, cells).stripTrailing() + "\n";
  }
}
