package dev.headroom.figure;

import dev.headroom.chart.Chart;
import dev.headroom.chart.ChartFormat;
import dev.headroom.chart.Look;
import dev.headroom.chart.Typeface;
import dev.headroom.document.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a figure: pictures, the table behind them, the caption. */
public final class FigureFiles {
  private static final double POINTS_PER_INCH = 72;
  private static final double PAGE_WIDTH_POINTS = 300;

  private FigureFiles() {}

  /**
   * All files, by their endings in the order in which they are to be written.
   *
   * @param stem the files' common name as LaTeX finds them
   */
  public static Map<String, byte[]> of(
      Figure figure, Caption caption, Look look, Collection<ChartFormat> formats, String stem) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String latex = caption.latex(stem, look.width() / POINTS_PER_INCH);
    String title = String.join(" ", figure.sentences());
    // Side by side: a person waits for three pictures that know nothing of each other.
    List<byte[]> pictures =
        formats.parallelStream().map(format -> format.render(figure.chart(), look, title)).toList();
    Iterator<byte[]> next = pictures.iterator();
    formats.forEach(format -> files.put(format.key(), next.next()));
    files.put("csv", utf8(table(figure.chart())));
    files.put("tex", utf8(latex));
    String picture = stem.substring(stem.lastIndexOf('/') + 1);
    String shown = formats.contains(ChartFormat.SVG) || formats.isEmpty() ? "svg" : "png";
    files.put("md", utf8(caption.markdown(picture + "." + shown)));
    return files;
  }

  /** The picture alone, for a page. */
  public static String svg(Figure figure) {
    Typeface.useAlone();
    String title = String.join(" ", figure.sentences());
    byte[] bytes = ChartFormat.SVG.render(figure.chart(), Look.paper(PAGE_WIDTH_POINTS), title);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The table behind a chart: its numbers before any rounding, in the units that the keys say. */
  static String table(Chart chart) {
    StringBuilder text = new StringBuilder();
    try {
      CsvWriter csv = new CsvWriter(text);
      for (String key : chart.header()) {
        csv.text(key);
      }
      csv.endRow();
      for (List<Object> row : chart.rows()) {
        for (Object cell : row) {
          write(csv, cell);
        }
        csv.endRow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(CsvWriter csv, Object cell) throws IOException {
    if (cell instanceof Number number) {
      csv.number(number.doubleValue());
    } else if (cell.toString().isEmpty()) {
      csv.absent();
    } else {
      csv.text(cell.toString());
    }
  }
}
