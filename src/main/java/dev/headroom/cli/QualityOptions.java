package dev.headroom.cli;

import dev.headroom.study.Quality;
import dev.headroom.sweep.Presets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /**
   * The one figure of quality of each variant, for ranking; nothing without a file.
   *
   * @throws IllegalArgumentException if the file has figures of several tasks or metrics
   */
  Presets.Quality single() {
    List<Quality.Figure> figures = figures();
    if (figures.isEmpty()) {
      return Presets.Quality.UNKNOWN;
    }
    List<String> kinds = figures.stream().map(Quality.Figure::what).distinct().toList();
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "--quality: has several figures of a variant here, "
              + String.join(", ", kinds)
              + "; take a file with one task and metric");
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    figures.forEach(each -> byName.put(each.variant().toLowerCase(Locale.ROOT), each.value()));
    return new Presets.Quality(byName, !figures.get(0).lessIsBetter());
  }
}
