package dev.headroom.cost;

/**
 * The update of all weights once a step: gradients and what the optimiser keeps are read, weights
 * and what it keeps are written.
 *
 * @param parameters weights of the model
 * @param weightElementBytes bytes of a weight and of its gradient
 * @param stateBytesPerParameter bytes that the optimiser keeps for each weight: 8 for Adam's two
 *     moments in FP32, about 0 for Adafactor's factored ones
 * @see <a href="https://arxiv.org/abs/1804.04235">Shazeer and Stern 2018, Adafactor</a>
 */
public record OptimizerOperator(
    long parameters, double weightElementBytes, double stateBytesPerParameter) implements Operator {
  /** Two moving averages, their ratio and the step: as Adam does. */
  private static final int FLOP_PER_PARAMETER = 10;

  @Override
  public OperatorKind kind() {
    return OperatorKind.OPTIMIZER;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 0;
  }

  @Override
  public double weightBytes(long tokens) {
    return parameters * (3 * weightElementBytes + 2 * stateBytesPerParameter);
  }

  /** The new weights must be written. */
  @Override
  public double requiredWeightBytes(long tokens) {
    return parameters * weightElementBytes;
  }

  /** There is no product. */
  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return 1;
  }

  /** Elementwise work of the whole update, whatever the batch. */
  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return (double) FLOP_PER_PARAMETER * parameters;
  }
}
