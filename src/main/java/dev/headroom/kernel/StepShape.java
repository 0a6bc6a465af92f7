package dev.headroom.kernel;

import dev.headroom.workload.GroupedAttention;

/** The checks that all kernels make before they touch anything. */
public final class StepShape {
  private StepShape() {}

  /**
   * Checks the arguments of {@link AttentionKernel#attend}.
   *
   * @param pending whether the new tokens have still to be appended
   * @throws IllegalArgumentException as {@link AttentionKernel#attend}
   */
  public static void check(
      float[] queries, QueryLengths lengths, KvCache cache, float[] outputs, boolean pending) {
    GroupedAttention attention = cache.attention();
    cache.checkBatch(lengths);
    long heads = (long) lengths.rows() * attention.queryHeads();
    Require.atLeast("queries", queries, heads * attention.keyDim());
    Require.atLeast("outputs", outputs, heads * attention.valueDim());
    for (int sequence = 0; sequence < cache.batchSize() && !pending; sequence++) {
      int tokens = lengths.tokens(sequence);
      int least = cache.visible().all() ? Math.min(tokens, 1) : tokens;
      if (cache.length(sequence) < least) {
        throw new IllegalArgumentException(
            "sequence "
                + sequence
                + ": must hold at least "
                + least
                + " keys for "
                + tokens
                + " queries, holds "
                + cache.length(sequence));
      }
    }
  }

  /**
   * Checks the arguments of {@link AttentionKernel#project}.
   *
   * @throws IllegalArgumentException as {@link AttentionKernel#project}
   */
  public static void check(float[] inputs, int rows, WeightMatrix weights, float[] outputs) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows: must not be negative, was " + rows);
    }
    if (inputs == outputs) {
      throw new IllegalArgumentException("outputs: must be another array than inputs");
    }
    Require.atLeast("inputs", inputs, (long) rows * weights.inputs());
    Require.atLeast("outputs", outputs, (long) rows * weights.outputs());
  }
}
