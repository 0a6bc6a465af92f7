package dev.headroom.figure;

import dev.headroom.document.Nearest;
import dev.headroom.document.NumberText;
import dev.headroom.report.Result;
import dev.headroom.report.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One result, whether just computed or read from a file: under the keys of the JSON contract.
 *
 * @param where it comes from, for messages: file and line, or the result's number
 * @param cells a text, a number, or rows, by key; what is not known is not there
 */
public record Row(String where, Map<String, Object> cells) {
  /** Keeps the order. */
  public Row {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  /** Results as rows. */
  public static List<Row> of(List<Result> results) {
    List<Row> rows = new ArrayList<>();
    for (Result result : results) {
      Map<String, Object> cells = new LinkedHashMap<>();
      result.values().forEach((key, value) -> put(cells, key, value));
      rows.add(new Row("result " + (rows.size() + 1), cells));
    }
    return rows;
  }

  private static void put(Map<String, Object> cells, String key, Value value) {
    if (value instanceof Value.Text text) {
      cells.put(key, text.text());
    } else if (value instanceof Value.Whole whole) {
      cells.put(key, (double) whole.number());
    } else if (value instanceof Value.Real real && Double.isFinite(real.number())) {
      cells.put(key, real.number());
    } else if (value instanceof Value.Flag flag) {
      cells.put(key, Boolean.toString(flag.set()));
    } else if (value instanceof Value.Items items) {
      List<Result> groups =
          items.values().stream()
              .filter(Value.Group.class::isInstance)
              .map(item -> ((Value.Group) item).result())
              .toList();
      cells.put(key, of(groups));
    }
  }

  /** The text under a key, a number in its shortest form; nothing if there is none. */
  public Optional<String> text(String key) {
    Object cell = cells.get(key);
    if (cell instanceof Double number) {
      return Optional.of(NumberText.of(number));
    }
    return cell instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The number under a key, if there is one. */
  public OptionalDouble find(String key) {
    return cells.get(key) instanceof Double number
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }

  /**
   * The number under a key.
   *
   * @throws IllegalArgumentException naming the nearest key if there is none
   */
  public double number(String key) {
    OptionalDouble number = find(key);
    if (number.isPresent()) {
      return number.getAsDouble();
    }
    if (cells.containsKey(key)) {
      throw new IllegalArgumentException(
          where + ": " + key + " must be a number, was '" + text(key).orElse("a list") + "'");
    }
    throw new IllegalArgumentException(where + ": " + Nearest.unknown("column", key, numeric()));
  }

  private List<String> numeric() {
    return cells.entrySet().stream()
        .filter(cell -> cell.getValue() instanceof Double)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The rows under a key; none if there are none. */
  public List<Row> rows(String key) {
    return cells.get(key) instanceof List<?> list
        ? list.stream().filter(Row.class::isInstance).map(Row.class::cast).toList()
        : List.of();
  }

  /** Whether all rows have a number under a key. */
  static boolean allHave(List<Row> rows, String key) {
    return rows.stream().allMatch(row -> row.find(key).isPresent());
  }
}
