package dev.headroom.study;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Faults;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.Nearest;
import dev.headroom.document.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Quality figures of variants, from a CSV with the columns variant, task, metric, value and source.
 * Nothing is known about quality but what such a file says.
 */
public final class Quality {
  /** Metrics of which less is better; of all others more is. */
  private static final Set<String> LESS_IS_BETTER =
      Set.of(
          "ln_ppl", "ppl", "perplexity", "loss", "log_perplexity", "bits_per_byte", "error_rate");

  private Quality() {}

  /**
   * One figure.
   *
   * @param variant a model's name or a variant's: {@code shazeer-wmt-mqa}, {@code mqa}, {@code
   *     gqa:8}
   * @param task on what it was measured
   * @param metric what was measured
   * @param value the figure
   * @param source who measured it
   */
  public record Figure(String variant, String task, String metric, double value, String source) {
    /** Whether less of the metric is better. */
    public boolean lessIsBetter() {
      return LESS_IS_BETTER.contains(metric.toLowerCase(Locale.ROOT));
    }

    /** Task and metric. */
    public String what() {
      return task + " " + metric;
    }
  }

  /**
   * Reads a file.
   *
   * @throws InvalidDocumentException with all faults of the file
   */
  public static List<Figure> read(Path file) {
    String name = String.valueOf(file);
    List<Figure> figures = new ArrayList<>();
    Faults faults = new Faults();
    List<String> header = CsvReader.read(file, faults, row -> add(row, name, figures, faults));
    Faults columns = new Faults();
    for (String column : header) {
      if (!COLUMNS.contains(column)) {
        columns.add(new Position(name, 1, 0), "", Nearest.unknown("column", column, COLUMNS));
      }
    }
    for (String column : COLUMNS) {
      if (!header.contains(column)) {
        columns.add(new Position(name, 1, 0), "", "missing column '" + column + "'");
      }
    }
    columns.throwIfAny();
    faults.throwIfAny();
    if (figures.isEmpty()) {
      faults.add(Position.ofFile(name), "", "has no row; needs one for each figure");
    }
    faults.throwIfAny();
    return List.copyOf(figures);
  }

  private static void add(CsvReader.Row row, String name, List<Figure> figures, Faults faults) {
    Position place = new Position(name, row.line(), 0);
    for (String column : COLUMNS) {
      if (row.cells().getOrDefault(column, "").isBlank()) {
        faults.add(place, column, "must not be empty");
      }
    }
    String text = row.cells().getOrDefault("value", "");
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        figures.add(figure(row.cells(), value));
        return;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    faults.add(place, "value", "must be a number such as 27.7, was '" + text + "'");
  }

  /** The figures of a model, by its name or its variant's. */
  public static List<Figure> of(List<Figure> figures, String model, String variant) {
    return figures.stream()
        .filter(
            figure ->
                figure.variant().equalsIgnoreCase(model)
                    || figure.variant().equalsIgnoreCase(variant))
        .toList();
  }

  /** The columns that a file must have. */
  static final List<String> COLUMNS = List.of("variant", "task", "metric", "value", "source");

  /** One figure of a row's cells. */
  static Figure figure(Map<String, String> cells, double value) {
    return new Figure(
        cells.getOrDefault("variant", ""),
        cells.getOrDefault("task", ""),
        cells.getOrDefault("metric", ""),
        value,
        cells.getOrDefault("source", ""));
  }
}
