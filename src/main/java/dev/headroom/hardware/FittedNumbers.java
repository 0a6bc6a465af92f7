package dev.headroom.hardware;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Checks what fits and profiles say of kernels. */
final class FittedNumbers {
  private FittedNumbers() {}

  /** An unmodifiable copy, in which every number of the enum has a value. */
  static <P extends Enum<P> & FittedNumber> Map<P, Double> checked(
      Class<P> numbers, Map<P, Double> values) {
    EnumMap<P, Double> copy = new EnumMap<>(numbers);
    copy.putAll(values);
    for (P number : numbers.getEnumConstants()) {
      double value = copy.getOrDefault(number, Double.NaN);
      if (!(value > 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(number.key() + ": must be > 0 and finite, was " + value);
      }
    }
    return Collections.unmodifiableMap(copy);
  }
}
