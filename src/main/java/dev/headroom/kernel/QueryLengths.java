package dev.headroom.kernel;

import java.util.Arrays;

/**
 * New tokens of each sequence of a batch, which may differ: 1 each in a decode step, a prompt's
 * length in prefill, 0 for a sequence that rests. The rows of all arrays of new tokens stand in
 * this order, without gaps. Immutable.
 */
public final class QueryLengths {
  private final int[] starts;

  private QueryLengths(int[] lengths) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("batch_size: must be at least 1, was 0");
    }
    starts = new int[lengths.length + 1];
    for (int sequence = 0; sequence < lengths.length; sequence++) {
      if (lengths[sequence] < 0) {
        throw new IllegalArgumentException(
            "query_length of sequence "
                + sequence
                + ": must not be negative, was "
                + lengths[sequence]);
      }
      starts[sequence + 1] = Math.addExact(starts[sequence], lengths[sequence]);
    }
  }

  /**
   * The same number of new tokens for each sequence.
   *
   * @throws IllegalArgumentException if the batch is empty or the length negative
   */
  public static QueryLengths each(int batchSize, int queryLength) {
    Require.positive("batch_size", batchSize);
    int[] lengths = new int[batchSize];
    Arrays.fill(lengths, queryLength);
    return new QueryLengths(lengths);
  }

  /**
   * One number of new tokens for each sequence.
   *
   * @throws IllegalArgumentException if there is none or one is negative
   */
  public static QueryLengths of(int... lengths) {
    return new QueryLengths(lengths);
  }

  /** Sequences of the batch, resting ones included. */
  public int batchSize() {
    return starts.length - 1;
  }

  /** New tokens of a sequence. */
  public int tokens(int sequence) {
    return starts[sequence + 1] - starts[sequence];
  }

  /** Row of a sequence's first new token. */
  public int firstRow(int sequence) {
    return starts[sequence];
  }

  /** New tokens of all sequences, the number of rows. */
  public int rows() {
    return starts[starts.length - 1];
  }
}
