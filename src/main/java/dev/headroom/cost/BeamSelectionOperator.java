package dev.headroom.cost;

/**
 * Scoring all next tokens of all hypotheses and keeping the best: log-softmax over the vocabulary
 * in FP32 (read for the maximum, read for the sum of exponentials, written) and two rounds of the
 * search for the best (read each), five passes over {@code n·V} scores; one exponential each.
 *
 * @param vocabularySize tokens to choose from
 * @see <a href="https://github.com/tensorflow/mesh">mesh-tensorflow, beam_search.py: log-softmax,
 *     then a prefilter of two per hypothesis</a>
 */
public record BeamSelectionOperator(int vocabularySize) implements Operator {
  private static final int PASSES = 5;
  private static final double FP32_BYTES = 4;

  /** Compare for the maximum, subtract it, add to the sum, subtract the sum. */
  private static final int FLOP_PER_SCORE = 4;

  @Override
  public OperatorKind kind() {
    return OperatorKind.BEAM_SELECTION;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 0;
  }

  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return FLOP_PER_SCORE * scores(sequences, query);
  }

  @Override
  public double exponentials(long sequences, long query, long context) {
    return scores(sequences, query);
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return PASSES * FP32_BYTES * scores(sequences, query);
  }

  /** Scores and their logarithms. */
  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    return 2 * FP32_BYTES * scores(sequences, query);
  }

  private double scores(long sequences, long query) {
    return (double) vocabularySize * sequences * query;
  }
}
