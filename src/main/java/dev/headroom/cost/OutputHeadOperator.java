package dev.headroom.cost;

/**
 * The product with the vocabulary, for the last position of each sequence: {@code 2·V·d} FLOP a
 * sequence, however long its query.
 *
 * @param vocabularySize rows of the head
 * @param modelDim width of the residual stream
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an activation
 */
public record OutputHeadOperator(
    int vocabularySize, int modelDim, double weightElementBytes, double activationElementBytes)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.OUTPUT_HEAD;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0 * vocabularySize * modelDim * sequences;
  }

  @Override
  public double weightBytes(long tokens) {
    return weightElementBytes * vocabularySize * modelDim;
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return activationElementBytes * ((double) modelDim + vocabularySize) * sequences;
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return sequences;
  }
}
