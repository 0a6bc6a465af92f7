package dev.headroom.report;

import dev.headroom.document.JsonWriter;
import java.io.IOException;

/** One compact JSON object a line and a result, with nothing around them. */
final class JsonLinesWriter implements ReportWriter {
  private final Glyphs glyphs;

  JsonLinesWriter(Glyphs glyphs) {
    this.glyphs = glyphs;
  }

  @Override
  public void write(Report report, Appendable out) throws IOException {
    try (JsonWriter json = JsonWriter.compact(out, glyphs == Glyphs.ASCII)) {
      for (Result result : report.results()) {
        JsonValues.write(json, result);
      }
    }
  }
}
