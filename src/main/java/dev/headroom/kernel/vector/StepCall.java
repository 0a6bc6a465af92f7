package dev.headroom.kernel.vector;

import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;

/**
 * What the caller of a step gave. Set by the caller's thread, then read by all; reused, so that a
 * step allocates nothing.
 */
final class StepCall {
  private static final float[] NONE = {};

  float[] queries = NONE;
  QueryLengths lengths = QueryLengths.each(1, 0);
  KvCache cache =
      KvCache.allocate(new GroupedAttention(1, 1, 1, 1, new Mask.Causal()), DataType.FP32, 1, 1);
  float[] outputs = NONE;

  /** Keys and values to append, if any. */
  float[] newKeys = NONE;

  float[] newValues = NONE;

  /** Whether the keys and values are more than caches hold. */
  boolean far;

  /** Finds out whether the cache's keys and values come from memory. */
  void measure() {
    long tokens = 0;
    for (int sequence = 0; sequence < cache.batchSize(); sequence++) {
      tokens += cache.length(sequence);
    }
    far = cache.bytes(tokens) > MicroKernels.FAR_BYTES;
  }

  /** Place in its sequence of a sequence's first new token. */
  int firstPosition(int sequence) {
    return cache.length(sequence) - lengths.tokens(sequence);
  }
}
