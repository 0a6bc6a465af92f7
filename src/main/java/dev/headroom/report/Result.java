package dev.headroom.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One result for machines: snake_case keys with the unit in the name, raw values, in order.
 *
 * @param values the values by key
 */
public record Result(Map<String, Value> values) {
  /** The result without values. */
  public static final Result EMPTY = new Result(Map.of());

  /** Copies the map in its order and checks the keys. */
  public Result {
    values.keySet().forEach(Key::check);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** A builder without values. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects values in the order in which they are to appear. */
  public static final class Builder {
    private final Map<String, Value> values = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a value ({@link Value#of(Object)}); a key can be given once. */
    public Builder put(String key, @Nullable Object value) {
      if (values.putIfAbsent(key, Value.of(value)) != null) {
        throw new IllegalArgumentException("key: must be given once, was repeated: " + key);
      }
      return this;
    }

    /** The result so far. */
    public Result build() {
      return new Result(values);
    }
  }
}
