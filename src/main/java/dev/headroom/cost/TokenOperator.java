package dev.headroom.cost;

import java.util.List;

/**
 * An operator that treats every new token alone, at the same cost: projections, norms, dense
 * feed-forwards, look-ups.
 *
 * @param kind what it is
 * @param matmulFlopPerToken FLOP of matrix products, {@code 2·weights} of the matrices that a token
 *     meets
 * @param vectorFlopPerToken elementwise FLOP
 * @param weightBytes bytes of its weights, read once a step whatever the number of tokens
 * @param activationBytesPerToken bytes of inputs read and outputs written
 * @param workspaceBytesPerToken bytes of them that lie in memory at once
 * @param savedBytesPerToken bytes of them that a backward pass needs
 * @param matrices that programs multiply with, one after another; empty where they are not known or
 *     there are none
 */
public record TokenOperator(
    OperatorKind kind,
    double matmulFlopPerToken,
    double vectorFlopPerToken,
    double weightBytes,
    double activationBytesPerToken,
    double workspaceBytesPerToken,
    double savedBytesPerToken,
    List<Matrix> matrices)
    implements Operator {
  /** Copies the list. */
  public TokenOperator {
    matrices = List.copyOf(matrices);
  }

  /** The same multiplying with these matrices. */
  TokenOperator by(Matrix... others) {
    return new TokenOperator(
        kind,
        matmulFlopPerToken,
        vectorFlopPerToken,
        weightBytes,
        activationBytesPerToken,
        workspaceBytesPerToken,
        savedBytesPerToken,
        List.of(others));
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return matmulFlopPerToken * sequences * query;
  }

  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return vectorFlopPerToken * sequences * query;
  }

  @Override
  public double weightBytes(long tokens) {
    return weightBytes;
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return activationBytesPerToken * sequences * query;
  }

  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    return workspaceBytesPerToken * sequences * query;
  }

  @Override
  public double savedBytes(long sequences, long query, long context) {
    return savedBytesPerToken * sequences * query;
  }

  @Override
  public double trafficWithoutWeights(long sequences, long query, long context) {
    return activationBytesPerToken * sequences * query;
  }
}
