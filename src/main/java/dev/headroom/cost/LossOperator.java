package dev.headroom.cost;

/**
 * Cross-entropy over the vocabulary with its gradient: scores are read once for maximum and sum,
 * then read and overwritten by the gradient; three passes, one exponential a score.
 *
 * @param vocabularySize scores of a position
 * @param activationElementBytes bytes of a score
 */
public record LossOperator(int vocabularySize, double activationElementBytes) implements Operator {
  private static final int PASSES = 3;

  /** Compare for the maximum, subtract it, add to the sum, divide. */
  private static final int FLOP_PER_SCORE = 4;

  @Override
  public OperatorKind kind() {
    return OperatorKind.LOSS;
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
    return PASSES * activationElementBytes * scores(sequences, query);
  }

  /** The scores lie in memory until their gradient has taken their place. */
  @Override
  public double savedBytes(long sequences, long query, long context) {
    return activationElementBytes * scores(sequences, query);
  }

  private double scores(long sequences, long query) {
    return (double) vocabularySize * sequences * query;
  }
}
