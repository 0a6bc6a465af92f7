package dev.headroom.cost;

/**
 * One dense matrix that every token of an operator is multiplied with.
 *
 * @param inputs of a token
 * @param outputs of a token
 */
public record Matrix(long inputs, long outputs) {
  /** Its weights. */
  public long weights() {
    return inputs * outputs;
  }
}
