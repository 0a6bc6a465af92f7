package dev.headroom.cost;

import java.util.List;

/**
 * The operators that treat every token alone: norms, projections, dense feed-forwards.
 *
 * <p>Of a block of weights a device has {@code 1/X} of the stream's width and {@code X} times the
 * part of a hidden width that it would have of a strip, so that its products have as many weights
 * and other operands.
 *
 * @param modelDim width of the residual stream
 * @param weight bytes of a weight
 * @param activation bytes of an activation
 * @param modelWays {@code X}; 1 but for blocks
 * @param normWays devices over which a token's norms are divided
 */
record TokenOperators(int modelDim, double weight, double activation, int modelWays, int normWays) {
  /** Per element: square, add, scale by the root, scale by the gain; and the residual sum. */
  private static final int NORM_FLOP_PER_ELEMENT = 5;

  private static final int NORM_PASSES = 4;

  /** Block output and normed value; the residual stream is counted beside every operator. */
  private static final int NORM_OPERANDS = 2;

  /** A norm over the residual stream. */
  TokenOperator norm(OperatorKind kind) {
    return new TokenOperator(
        kind,
        0,
        (double) NORM_FLOP_PER_ELEMENT * modelDim / normWays,
        weight * modelDim,
        activation * NORM_PASSES * modelDim / normWays,
        activation * NORM_OPERANDS * modelDim / normWays,
        activation * modelDim / normWays,
        List.of());
  }

  /** A product of the stream with one matrix; {@code widthOut} elements of it are activations. */
  TokenOperator fromStream(OperatorKind kind, long weights, long widthOut) {
    long stream = modelDim / modelWays;
    return projected(kind, weights, stream, widthOut * modelWays)
        .by(new Matrix(stream, weights / stream));
  }

  /** A product with one matrix of {@code widthIn} elements of a token, back to the stream. */
  TokenOperator toStream(OperatorKind kind, long weights, long widthIn) {
    long hidden = widthIn * modelWays;
    return projected(kind, weights, hidden, modelDim / modelWays)
        .by(new Matrix(hidden, weights / hidden));
  }

  /** Products with matrices that are not told one by one. */
  TokenOperator projected(OperatorKind kind, long weights, long widthIn, long widthOut) {
    double operands = activation * (widthIn + widthOut);
    return new TokenOperator(
        kind,
        2.0 * weights,
        0,
        weight * weights,
        operands,
        operands,
        activation * widthIn,
        List.of());
  }

  /**
   * Up, activation (and gate) and down: input read, hidden values written and read, output written.
   */
  TokenOperator block(OperatorKind kind, int hiddenDim, boolean gated, long weights) {
    int stream = modelDim / modelWays;
    int hidden = hiddenDim * modelWays;
    return new TokenOperator(
        kind,
        2.0 * weights,
        gateFlop(gated, hiddenDim),
        weight * weights,
        activation * 2 * ((double) stream + hidden),
        activation * (2.0 * stream + hidden),
        activation * savedByBlock(stream, hidden, gated),
        List.of(new Matrix(stream, (gated ? 2L : 1L) * hidden), new Matrix(hidden, stream)));
  }

  /** Elements of a token that a backward pass needs: input, hidden values before and after. */
  static double savedByBlock(int modelDim, int hiddenDim, boolean gated) {
    return modelDim + (gated ? 3.0 : 2.0) * hiddenDim;
  }

  /** One FLOP per hidden value for the activation, one more for the gate. */
  static double gateFlop(boolean gated, int hiddenDim) {
    return (gated ? 2.0 : 1.0) * hiddenDim;
  }
}
