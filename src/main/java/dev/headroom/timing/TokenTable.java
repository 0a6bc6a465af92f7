package dev.headroom.timing;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongToDoubleFunction;

/**
 * A function of a number of tokens that remembers its values up to a size. Threads may share it:
 * each value is computed from its argument alone, so it is the same whoever computes it.
 */
final class TokenTable {
  private static final int SIZE = 1 << 14;

  /** The bits of no value: those of a time are positive. */
  private static final long UNKNOWN = -1;

  private final LongToDoubleFunction function;
  private final AtomicLongArray bits = new AtomicLongArray(SIZE);

  TokenTable(LongToDoubleFunction function) {
    this.function = function;
    for (int i = 0; i < SIZE; i++) {
      bits.setPlain(i, UNKNOWN);
    }
  }

  /** The value for {@code tokens}, at least 0. */
  double at(long tokens) {
    if (tokens >= SIZE) {
      return function.applyAsDouble(tokens);
    }
    int index = (int) tokens;
    long known = bits.get(index);
    if (known != UNKNOWN) {
      return Double.longBitsToDouble(known);
    }
    double value = function.applyAsDouble(tokens);
    bits.set(index, Double.doubleToLongBits(value));
    return value;
  }
}
