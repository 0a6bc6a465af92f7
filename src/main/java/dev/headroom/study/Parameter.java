package dev.headroom.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A number of a device that a study may calibrate on one of its cells. */
public enum Parameter {
  /** Part of the matrix peak that large products reach. */
  MATRIX_EFFICIENCY(1e-3, 1),
  /** Bytes of cached keys and values per second that products with one row take. */
  FEW_ROW_RATE(1e6, 1e14);

  private final double least;
  private final double most;

  Parameter(double least, double most) {
    this.least = least;
    this.most = most;
  }

  /** The least value that is looked at. */
  double least() {
    return least;
  }

  /** The largest value that is looked at. */
  double most() {
    return most;
  }

  /** The name in files: {@code few_row_rate}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, Parameter> byKey() {
    return Arrays.stream(values()).collect(Collectors.toMap(Parameter::key, Function.identity()));
  }
}
