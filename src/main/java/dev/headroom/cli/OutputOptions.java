package dev.headroom.cli;

import dev.headroom.document.AtomicFiles;
import dev.headroom.report.Glyphs;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and how they look. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv, json, jsonl, md or latex (default: ${DEFAULT-VALUE}).")
  private String format = "table";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the results to this file instead of standard output.")
  private @Nullable Path file;

  @Option(names = "--ascii", description = "Nothing but ASCII in tables and JSON.")
  private boolean ascii;

  /** The format; asked for early, so that a wrong one is said before any work. */
  ReportFormat format() {
    return ReportFormat.parse(format);
  }

  /** Writes a report to the file or to standard output. */
  void write(Report report, Surroundings surroundings) {
    StringBuilder text = new StringBuilder();
    try {
      format().write(report, text, ascii ? Glyphs.ASCII : Glyphs.UNICODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (file == null) {
      surroundings.out().print(text);
      surroundings.out().flush();
    } else {
      write(file, text.toString());
    }
  }

  private static void write(Path file, String text) {
    try {
      AtomicFiles.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("--out: cannot write " + file + ": " + e.getMessage(), e));
    }
  }
}
