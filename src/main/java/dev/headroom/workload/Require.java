package dev.headroom.workload;

/** Range checks of shapes: each names the quantity, the value and the rule. */
final class Require {
  private Require() {}

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": must not be negative, was " + value);
    }
  }

  static void atMost(String name, long value, long limit) {
    if (value > limit) {
      throw new IllegalArgumentException(name + ": must be at most " + limit + ", was " + value);
    }
  }
}
