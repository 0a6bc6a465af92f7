package dev.headroom.report;

import java.io.IOException;

/** Writes a report in one format. */
interface ReportWriter {
  /** Writes the whole report, its last line ended. */
  void write(Report report, Appendable out) throws IOException;
}
