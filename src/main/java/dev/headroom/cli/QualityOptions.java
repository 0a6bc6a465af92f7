package dev.headroom.cli;

import dev.headroom.study.Quality;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that joins quality figures to results. */
final class QualityOptions {
  @Option(
      names = "--quality",
      paramLabel = "FILE.csv",
      description =
          "Quality figures to stand beside the results: columns variant (a model's name, mha, gqa:8,"
              + " mqa ...), task, metric, value, source. Without it nothing is said about quality.")
  private @Nullable Path file;

  /** The figures of the file; none without one. */
  List<Quality.Figure> figures() {
    return file == null ? List.of() : Quality.read(file);
  }
}
