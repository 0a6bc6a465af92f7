package dev.headroom.chart;

import dev.headroom.document.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The files a chart can become. The same chart gives the same bytes on every machine. */
public enum ChartFormat {
  /** Letters as shapes, so that no viewer needs the font. */
  SVG,
  /** The font embedded, so that text can be selected and searched. */
  PDF,
  /** 300 dots an inch. */
  PNG;

  /** The name on the command line, and the end of the file's name. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format with this name. */
  public static ChartFormat parse(String text) {
    for (ChartFormat format : values()) {
      if (format.key().equals(text.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    List<String> known = Arrays.stream(values()).map(ChartFormat::key).toList();
    throw new IllegalArgumentException(Nearest.unknown("format", text, known));
  }

  /**
   * Draws a chart.
   *
   * @param title what a reader that cannot see the picture is told
   */
  public byte[] render(Chart chart, Look look, String title) {
    Drawing drawing = Drawing.of(chart, look);
    try {
      return switch (this) {
        case SVG -> SvgSurface.write(drawing, title);
        case PDF -> PdfSurface.write(drawing);
        case PNG -> PngSurface.write(drawing);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
