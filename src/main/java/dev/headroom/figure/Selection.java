package dev.headroom.figure;

import dev.headroom.chart.Series;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader chose of a figure.
 *
 * @param xKey the column along; the kind's usual one if null
 * @param yKey the column up; the kind's usual one if null
 * @param parts what a breakdown stacks
 */
public record Selection(@Nullable String xKey, @Nullable String yKey, Parts parts) {
  private static final List<String> USUAL =
      List.of("context_length", "query_length", "batch_size", "num_key_value_heads");

  /** What a breakdown stacks. */
  public enum Parts {
    OPERATOR,
    TERM
  }

  /** The column along: the one asked for, else the first of the usual ones that varies. */
  String x(List<Row> rows) {
    if (xKey != null) {
      return xKey;
    }
    return USUAL.stream()
        .filter(key -> Row.allHave(rows, key))
        .filter(key -> rows.stream().map(row -> row.number(key)).distinct().count() > 1)
        .findFirst()
        .orElse(USUAL.get(0));
  }

  String x(String usual) {
    return xKey == null ? usual : xKey;
  }

  String y(String usual) {
    return yKey == null ? usual : yKey;
  }

  /** The time to show: that asked for, the predicted one if all have it, else the roofline. */
  String time(List<Row> rows) {
    if (yKey != null) {
      return yKey;
    }
    return Row.allHave(rows, "predicted_s")
        ? "predicted_s"
        : rows.stream().noneMatch(row -> row.find("roofline_s").isPresent())
                && Row.allHave(rows, "measured_s")
            ? "measured_s"
            : "roofline_s";
  }

  /** A point with the bounds that stand beside its value: {@code predicted_low_s}. */
  static Series.Point bounded(Row row, String x, String y) {
    double value = row.number(y);
    String stem = y.endsWith("_s") ? y.substring(0, y.length() - 2) : y;
    String end = y.endsWith("_s") ? "_s" : "";
    double low = row.find(stem + "_low" + end).orElse(value);
    double high = row.find(stem + "_high" + end).orElse(value);
    return new Series.Point(row.number(x), value, low, high);
  }
}
