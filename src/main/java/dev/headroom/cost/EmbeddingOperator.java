package dev.headroom.cost;

import dev.headroom.workload.Embedding;

/**
 * Looking the new tokens up: a row of the token table each, and a row of a learned position table;
 * at most the whole tables. Tokens may be alike, and rows of a tied table are read by the output
 * head anyway, so only one row of each table of its own is unavoidable.
 *
 * @param embedding the tables
 * @param modelDim width of a row
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an activation
 */
public record EmbeddingOperator(
    Embedding embedding, int modelDim, double weightElementBytes, double activationElementBytes)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.EMBEDDING;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 0;
  }

  /** Adding the position. */
  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return embedding.positions() > 0 ? (double) modelDim * sequences * query : 0;
  }

  @Override
  public double weightBytes(long tokens) {
    return rows(tokens, embedding.vocabularySize()) + rows(tokens, embedding.positions());
  }

  @Override
  public double requiredWeightBytes(long tokens) {
    return (embedding.tied() ? 0 : rows(1, embedding.vocabularySize()))
        + rows(1, embedding.positions());
  }

  private double rows(long tokens, long table) {
    return weightElementBytes * modelDim * Math.min(tokens, table);
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    return activationElementBytes * modelDim * sequences * query;
  }
}
