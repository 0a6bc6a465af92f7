package dev.headroom.cost;

import java.util.List;

/**
 * The product with the vocabulary, {@code 2·V·d} FLOP a position: for the last position of each
 * sequence of a prompt, however long, or for all new positions where each is judged: verification
 * of guessed tokens, and training.
 *
 * @param vocabularySize rows of the head
 * @param modelDim width of the residual stream
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an activation
 * @param allPositions whether every new position is multiplied rather than the last
 */
public record OutputHeadOperator(
    int vocabularySize,
    int modelDim,
    double weightElementBytes,
    double activationElementBytes,
    boolean allPositions)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.OUTPUT_HEAD;
  }

  @Override
  public List<Matrix> matrices() {
    return List.of(new Matrix(modelDim, vocabularySize));
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0 * vocabularySize * modelDim * positions(sequences, query);
  }

  @Override
  public double weightBytes(long tokens) {
    return weightElementBytes * vocabularySize * modelDim;
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return activationElementBytes
        * ((double) modelDim + vocabularySize)
        * positions(sequences, query);
  }

  @Override
  public double savedBytes(long sequences, long query, long context) {
    return activationElementBytes * modelDim * positions(sequences, query);
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return positions(sequences, query);
  }

  private double positions(long sequences, long query) {
    return allPositions ? (double) sequences * query : sequences;
  }
}
