package dev.headroom.report;

/**
 * A column of a section.
 *
 * @param key the name in files
 * @param title the name people read
 * @param quantity what its values are
 */
public record Column(String key, String title, Quantity quantity) {
  /** Checks the key. */
  public Column {
    Key.check(key);
  }

  /** Whether a value can stand in this column. */
  boolean accepts(Value value) {
    if (value instanceof Value.Absent) {
      return true;
    }
    return switch (quantity) {
      case TEXT -> value instanceof Value.Text;
      case FLAG -> value instanceof Value.Flag;
      case MIXED ->
          value instanceof Value.Text
              || value instanceof Value.Measure
              || value instanceof Value.Flag;
      default -> value instanceof Value.Whole || value instanceof Value.Real;
    };
  }
}
