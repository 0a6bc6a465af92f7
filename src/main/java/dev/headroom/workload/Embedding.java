package dev.headroom.workload;

import static dev.headroom.workload.Require.notNegative;
import static dev.headroom.workload.Require.positive;

/**
 * The tables at both ends of a model.
 *
 * @param vocabularySize rows of the token table
 * @param tied whether the output head uses the token table too
 * @param positions rows of learned position tables, over all stacks; 0 for rotary or relative
 *     positions
 */
public record Embedding(int vocabularySize, boolean tied, int positions) {
  /** Checks the ranges. */
  public Embedding {
    positive("vocab_size", vocabularySize);
    notNegative("learned positions", positions);
  }

  /** Weights of the token table, of the output head if it is its own, and of the positions. */
  public long parameters(long modelDim) {
    return modelDim * ((tied ? 1L : 2L) * vocabularySize + positions);
  }
}
