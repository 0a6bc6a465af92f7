package dev.headroom.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One value of a result or of a cell: raw, in SI units, not yet formatted. */
public sealed interface Value {
  /** Words, exactly as they came. */
  record Text(String text) implements Value {}

  /** A whole number. */
  record Whole(long number) implements Value {}

  /** A number; one that is not finite is as good as absent for machines. */
  record Real(double number) implements Value {}

  /** A number that brings its quantity along, for columns of {@link Quantity#MIXED}. */
  record Measure(double number, Quantity quantity) implements Value {
    /** Refuses quantities that are not numbers. */
    public Measure {
      if (!quantity.isNumeric()) {
        throw new IllegalArgumentException("quantity: must be a number's, was " + quantity);
      }
    }
  }

  /** Yes or no. */
  record Flag(boolean set) implements Value {}

  /** No value. */
  enum Absent implements Value {
    ABSENT
  }

  /** A result inside a result. */
  record Group(Result result) implements Value {}

  /** Several values in order. */
  record Items(List<Value> values) implements Value {
    /** Copies the list. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /** Whether this fits in one cell. */
  default boolean isScalar() {
    return !(this instanceof Group || this instanceof Items);
  }

  /**
   * The value of a text, number, boolean, optional number, result or list of these; null is absent.
   */
  static Value of(@Nullable Object object) {
    if (object == null) {
      return Absent.ABSENT;
    }
    if (object instanceof Value value) {
      return value;
    }
    if (object instanceof CharSequence text) {
      return new Text(text.toString());
    }
    if (object instanceof Boolean flag) {
      return new Flag(flag);
    }
    if (object instanceof Result result) {
      return new Group(result);
    }
    if (object instanceof List<?> list) {
      return new Items(list.stream().map(Value::of).toList());
    }
    return ofNumber(object);
  }

  private static Value ofNumber(Object object) {
    if (object instanceof Long || object instanceof Integer || object instanceof Short) {
      return new Whole(((Number) object).longValue());
    }
    if (object instanceof Double || object instanceof Float) {
      return new Real(((Number) object).doubleValue());
    }
    if (object instanceof OptionalDouble optional) {
      return optional.isPresent() ? new Real(optional.getAsDouble()) : Absent.ABSENT;
    }
    if (object instanceof OptionalLong optional) {
      return optional.isPresent() ? new Whole(optional.getAsLong()) : Absent.ABSENT;
    }
    throw new IllegalArgumentException(
        "value: must be text, a number or a boolean, was a " + object.getClass().getName());
  }
}
