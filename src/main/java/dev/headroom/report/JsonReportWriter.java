package dev.headroom.report;

import dev.headroom.document.JsonWriter;
import java.io.IOException;

/** One JSON document: version, command and provenance, then the results and the totals. */
final class JsonReportWriter implements ReportWriter {
  private final Glyphs glyphs;

  JsonReportWriter(Glyphs glyphs) {
    this.glyphs = glyphs;
  }

  @Override
  public void write(Report report, Appendable out) throws IOException {
    Origin origin = report.origin();
    try (JsonWriter json = JsonWriter.pretty(out, glyphs == Glyphs.ASCII)) {
      json.startObject();
      json.key("schema_version").whole(Report.SCHEMA_VERSION);
      json.key("tool_version").text(origin.toolVersion());
      json.key("command").text(origin.command());
      json.key("provenance");
      JsonValues.write(json, origin.provenance());
      json.key("results").startArray();
      for (Result result : report.results()) {
        JsonValues.write(json, result);
      }
      json.endArray();
      JsonValues.writeEntries(json, report.totals());
      json.endObject();
    }
  }
}
