package dev.headroom.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table for people.
 *
 * @param title the line above it; may be empty
 * @param columns what its columns are
 * @param rows one value for each column, row by row
 */
public record Section(String title, List<Column> columns, List<List<Value>> rows) {
  /** Checks that every row fits the columns. */
  public Section {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("columns: a section needs at least one");
    }
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Value> row : rows) {
      check(row, columns);
    }
  }

  private static void check(List<Value> row, List<Column> columns) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "row: must have " + columns.size() + " values, had " + row.size() + ": " + row);
    }
    for (int i = 0; i < row.size(); i++) {
      Column column = columns.get(i);
      if (!column.accepts(row.get(i))) {
        throw new IllegalArgumentException(
            column.key() + ": must be " + column.quantity() + ", was " + row.get(i));
      }
    }
  }

  /** A builder of a section with this title. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  /** Collects columns, then rows. */
  public static final class Builder {
    private final String title;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Value>> rows = new ArrayList<>();

    private Builder(String title) {
      this.title = title;
    }

    /** Adds a column on the right. */
    public Builder column(String key, String columnTitle, Quantity quantity) {
      columns.add(new Column(key, columnTitle, quantity));
      return this;
    }

    /** Adds a row: for each column what {@link Value#of(Object)} takes. */
    public Builder row(@Nullable Object... values) {
      List<Value> row = new ArrayList<>(values.length);
      for (Object value : values) {
        row.add(Value.of(value));
      }
      rows.add(row);
      return this;
    }

    /** The section so far. */
    public Section build() {
      return new Section(title, columns, rows);
    }
  }
}
