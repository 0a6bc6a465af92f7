package dev.headroom.kernel;

/** Range checks: each names the quantity, the value and the rule. */
final class Require {
  private Require() {}

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** An array may be longer than the call needs, so that it can be reused; never shorter. */
  static void atLeast(String name, float[] array, long elements) {
    if (array.length < elements) {
      throw new IllegalArgumentException(
          name + ": must have at least " + elements + " elements, has " + array.length);
    }
  }

  static void index(String name, long value, long size) {
    if (value < 0 || value >= size) {
      throw new IllegalArgumentException(
          name + ": must be from 0 to " + (size - 1) + ", was " + value);
    }
  }
}
