package dev.headroom.expression;

import dev.headroom.document.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that formulas may use and where in a row their values stand.
 *
 * @param fields by name
 * @param texts the numbers that texts have in a row
 */
public record Symbols(Map<String, Field> fields, Texts texts) {
  /**
   * A field.
   *
   * @param index its place in a row
   * @param kind what its values are
   */
  public record Field(int index, Kind kind) {}

  /** Copies the map, in its order. */
  public Symbols {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * The field of this name.
   *
   * @throws IllegalArgumentException naming the nearest and all there are
   */
  public Field find(String name) {
    Field field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException(Nearest.unknown("field", name, fields.keySet()));
    }
    return field;
  }
}
