package dev.headroom.cli;

import dev.headroom.document.AtomicFiles;
import dev.headroom.report.Glyphs;
import dev.headroom.report.Report;
import dev.headroom.report.ReportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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
      description = "Write the results to this file instead of standard output; folders are made.")
  private @Nullable Path file;

  @Option(
      names = "--ascii",
      description = "Nothing but ASCII in the formats table, json and jsonl.")
  private boolean ascii;

  /** The format; asked for early, so that a wrong one is said before any work. */
  ReportFormat format() {
    try {
      return ReportFormat.parse(format);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--output: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a report to the file or to standard output.
   *
   * @throws IllegalArgumentException if the file cannot be written, saying why
   */
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
      write("--out", file, text.toString());
    }
  }

  /**
   * Writes a file beside its place and moves it there; a fault names the option that chose the
   * place.
   */
  static void write(String option, Path file, String text) {
    write(option, file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes. */
  static void write(String option, Path file, byte[] bytes) {
    try {
      requirePlace(file);
      AtomicFiles.write(file, bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(option + ": cannot write '" + file + "': " + reason(e), e);
    }
  }

  private static void requirePlace(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a folder");
    }
    for (Path above = file.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        throw new IOException("'" + above + "' is no folder");
      }
    }
  }

  /** Why, without the names of files that the user did not give. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? "its folder takes no files" : reason;
  }
}
