package dev.headroom.report;

import dev.headroom.document.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The formats a report can be written in. A new one is a line here and a writer. */
public enum ReportFormat {
  /** Aligned text for the terminal. */
  TABLE(TableWriter::new),
  /** One row a result, raw numbers. */
  CSV(glyphs -> new CsvReportWriter()),
  /** One document with the provenance around the results. */
  JSON(JsonReportWriter::new),
  /** One line a result. */
  JSONL(JsonLinesWriter::new),
  /** Tables for GitHub. */
  MD(glyphs -> new MarkdownWriter()),
  /** A booktabs tabular for a paper. */
  LATEX(glyphs -> new LatexWriter());

  // A constructor each, which the checker cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Glyphs, ReportWriter> factory;

  ReportFormat(Function<Glyphs, ReportWriter> factory) {
    this.factory = factory;
  }

  /** The name on the command line: {@code jsonl}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names on the command line in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(ReportFormat::key).toList();
  }

  /** The format with this name, in whatever case. */
  public static ReportFormat parse(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    for (ReportFormat format : values()) {
      if (format.key().equals(wanted)) {
        return format;
      }
    }
    throw new IllegalArgumentException(Nearest.unknown("format", key, keys()));
  }

  /** A report as text in Unicode. */
  public String text(Report report) {
    StringBuilder text = new StringBuilder();
    try {
      write(report, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a report in Unicode. */
  public void write(Report report, Appendable out) throws IOException {
    write(report, out, Glyphs.UNICODE);
  }

  /** Writes a report; only the table and the JSON formats have an ASCII form. */
  public void write(Report report, Appendable out, Glyphs glyphs) throws IOException {
    factory.apply(glyphs).write(report, out);
  }
}
