package dev.headroom.cost;

/**
 * Bytes between device memory and chip, by tensor.
 *
 * @param weights weights read
 * @param kvRead KV cache read
 * @param kvWrite KV cache written
 * @param activations activations read and written
 * @param logits attention scores and weights read and written; 0 in a fused schedule
 */
public record Traffic(
    double weights, double kvRead, double kvWrite, double activations, double logits) {
  /** No traffic. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /** All tensors together. */
  public double total() {
    return weights + kvRead + kvWrite + activations + logits;
  }

  /** This and {@code times} of the other. */
  public Traffic plus(Traffic other, double times) {
    return new Traffic(
        weights + other.weights * times,
        kvRead + other.kvRead * times,
        kvWrite + other.kvWrite * times,
        activations + other.activations * times,
        logits + other.logits * times);
  }
}
