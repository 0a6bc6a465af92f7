package dev.headroom.cost;

/**
 * The backward pass of an operator: of every product {@code C = A·B} two more of the same size, one
 * for the gradient of each operand. A fused attention core has not kept its scores and multiplies
 * queries with keys again: 2.5 times its forward work instead of 2.
 *
 * <p>Weights are read once more and their gradient is written, in their own type; activations, keys
 * and values among them, are read again, and gradients of theirs move as much as they did.
 *
 * @param forward whose backward pass it is
 * @param recomputesScores whether it is a fused attention core
 * @param recomputesForward whether the forward pass is run again first, because nothing but the
 *     layer's input was kept
 * @see <a href="https://arxiv.org/abs/2307.08691">Dao 2023, FlashAttention-2, section 4.1, which
 *     counts 2.5 times the forward work</a>
 */
public record BackwardOperator(
    Operator forward, boolean recomputesScores, boolean recomputesForward) implements Operator {
  private static final double GRADIENTS = 2;

  /**
   * Of the matrix of weights: read for the values' gradient; its own gradient written and, with the
   * weights, read; that of the scores written and read twice. Of the scores' four passes forward.
   */
  private static final double SCORE_PASSES = 7.0 / 4.0;

  private static final double GRADIENTS_AND_SCORES = 2.5;

  private double again() {
    return recomputesForward ? 1 : 0;
  }

  @Override
  public OperatorKind kind() {
    return forward.kind();
  }

  @Override
  public boolean multipliesActivations() {
    return forward.multipliesActivations();
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return ((recomputesScores ? GRADIENTS_AND_SCORES : GRADIENTS) + again())
        * forward.matmulFlop(sequences, query, context);
  }

  @Override
  public double requiredMatmulFlop(long sequences, long query, long context) {
    return GRADIENTS * forward.requiredMatmulFlop(sequences, query, context);
  }

  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return (GRADIENTS + again()) * forward.vectorFlop(sequences, query, context);
  }

  @Override
  public double exponentials(long sequences, long query, long context) {
    return ((recomputesScores ? 1 : 0) + again()) * forward.exponentials(sequences, query, context);
  }

  @Override
  public double weightBytes(long tokens) {
    return (GRADIENTS + again()) * forward.weightBytes(tokens);
  }

  /** The forward pass has read them already, and a gradient may go straight into the update. */
  @Override
  public double requiredWeightBytes(long tokens) {
    return 0;
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return (GRADIENTS + again()) * forward.activationBytes(sequences, query, context);
  }

  @Override
  public double logitsBytes(long sequences, long query, long context) {
    return (SCORE_PASSES + again()) * forward.logitsBytes(sequences, query, context);
  }

  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    return GRADIENTS * forward.workspaceBytes(sequences, query, context);
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return forward.rowsSharingOperand(sequences, query);
  }

  @Override
  public double rereadBytes(long sequences, long query, long context) {
    return (GRADIENTS + again()) * forward.rereadBytes(sequences, query, context);
  }

  @Override
  public double rereadSpanBytes(long sequences, long query, long context) {
    return GRADIENTS * forward.rereadSpanBytes(sequences, query, context);
  }

  @Override
  public double workItems(long sequences, long query) {
    return forward.workItems(sequences, query);
  }
}
