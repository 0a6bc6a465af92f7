package dev.headroom.cost;

import java.util.List;

/**
 * The operators that treat every token alone: norms, projections, dense feed-forwards.
 *
 * @param modelDim width of the residual stream
 * @param weight bytes of a weight
 * @param activation bytes of an activation
 */
record TokenOperators(int modelDim, double weight, double activation) {
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
        (double) NORM_FLOP_PER_ELEMENT * modelDim,
        weight * modelDim,
        activation * NORM_PASSES * modelDim,
        activation * NORM_OPERANDS * modelDim,
        activation * modelDim,
        List.of());
  }

  /** A product with one matrix, which takes {@code widthIn} elements of a token. */
  TokenOperator projection(OperatorKind kind, long weights, long widthIn, long widthOut) {
    return projected(kind, weights, widthIn, widthOut).by(new Matrix(widthIn, weights / widthIn));
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
    return new TokenOperator(
        kind,
        2.0 * weights,
        gateFlop(gated, hiddenDim),
        weight * weights,
        activation * 2 * ((double) modelDim + hiddenDim),
        activation * (2.0 * modelDim + hiddenDim),
        activation * savedByBlock(modelDim, hiddenDim, gated),
        List.of(
            new Matrix(modelDim, (gated ? 2L : 1L) * hiddenDim), new Matrix(hiddenDim, modelDim)));
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
