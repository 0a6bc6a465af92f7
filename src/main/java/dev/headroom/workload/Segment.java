package dev.headroom.workload;

import static dev.headroom.workload.Require.atMost;
import static dev.headroom.workload.Require.notNegative;
import static dev.headroom.workload.Require.positive;

/**
 * Equal sequences of a batch.
 *
 * @param sequences how many; 1 to {@link #MAX_LENGTH}
 * @param queryLength new tokens of each in this step; 1 to {@link #MAX_LENGTH}
 * @param contextLength tokens of each already in the cache; 0 to {@link #MAX_LENGTH}
 */
public record Segment(long sequences, long queryLength, long contextLength) {
  /** 2³⁰: up to here all sums over positions fit in a {@code long}. */
  public static final long MAX_LENGTH = 1L << 30;

  /** Checks the ranges. */
  public Segment {
    positive("batch_size", sequences);
    positive("query_length", queryLength);
    notNegative("context_length", contextLength);
    atMost("batch_size", sequences, MAX_LENGTH);
    atMost("query_length", queryLength, MAX_LENGTH);
    atMost("context_length", contextLength, MAX_LENGTH);
  }

  /** New tokens of all its sequences. */
  public long tokens() {
    return sequences * queryLength;
  }
}
