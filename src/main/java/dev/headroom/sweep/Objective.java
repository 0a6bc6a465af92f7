package dev.headroom.sweep;

import dev.headroom.expression.Kind;
import dev.headroom.expression.Symbols;
import java.util.Arrays;
import java.util.Map;

/**
 * A field that points are ranked by.
 *
 * @param field its place in a row
 * @param more whether more of it is better
 */
record Objective(int field, boolean more) {
  private static final Map<String, String> ALIASES = Map.of("speed", "tokens_per_s");

  /** Reads {@code predicted_s}, {@code quality:max} or {@code speed}. */
  static Objective parse(String option, String text, Layout layout, Presets.Quality quality) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    String direction = colon < 0 ? "" : text.substring(colon + 1).strip();
    boolean alias = !layout.symbols().fields().containsKey(name);
    Symbols.Field field = layout.find(option, alias ? ALIASES.getOrDefault(name, name) : name);
    if (field.kind() == Kind.TEXT) {
      throw new IllegalArgumentException(option + ": '" + name + "' is a text, which has no order");
    }
    return switch (direction) {
      case "max" -> new Objective(field.index(), true);
      case "min" -> new Objective(field.index(), false);
      case "" ->
          field.index() == layout.of(Metric.QUALITY)
              ? ofQuality(option, field.index(), quality)
              : usual(option, name, field, layout);
      default ->
          throw new IllegalArgumentException(
              option + ": a direction is min or max, was '" + direction + "'");
    };
  }

  /** The metric says its direction; without any every point would be left out in silence. */
  private static Objective ofQuality(String option, int field, Presets.Quality quality) {
    if (quality.figures().isEmpty()) {
      throw new IllegalArgumentException(option + ": quality is what --quality FILE.csv says");
    }
    return new Objective(field, quality.moreIsBetter());
  }

  private static Objective usual(String option, String name, Symbols.Field field, Layout layout) {
    return Arrays.stream(Metric.values())
        .filter(metric -> layout.of(metric) == field.index())
        .findFirst()
        .map(metric -> new Objective(field.index(), metric.moreIsBetter()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option
                        + ": say whether less or more of '"
                        + name
                        + "' is better, as "
                        + name
                        + ":min or "
                        + name
                        + ":max"));
  }

  /** Its value in a row, turned so that less is better. */
  double goal(double[] row) {
    double value = row[field];
    // Adding 0 makes -0 into 0, which is equal and must have equal bits.
    return (more ? -value : value) + 0.0;
  }
}
