package dev.headroom.workload;

import org.jspecify.annotations.Nullable;

/**
 * One Transformer layer.
 *
 * @param attention self-attention
 * @param crossAttention attention over an encoder's output, or null
 * @param feedForward the feed-forward block
 * @param parallel whether attention and feed-forward read the same normed input (GPT-J, PaLM)
 */
public record Layer(
    Attention attention,
    @Nullable GroupedAttention crossAttention,
    FeedForward feedForward,
    boolean parallel) {

  /** A decoder-only layer in sequence. */
  public static Layer of(Attention attention, FeedForward feedForward) {
    return new Layer(attention, null, feedForward, false);
  }

  /** Norms: one before each block; parallel blocks share theirs. */
  public int norms() {
    return (parallel ? 1 : 2) + (crossAttention == null ? 0 : 1);
  }

  /** Weights, a gain per norm and channel included. */
  public long parameters(long modelDim) {
    long cross = crossAttention == null ? 0 : crossAttention.parameters(modelDim);
    return attention.parameters(modelDim)
        + cross
        + feedForward.parameters(modelDim)
        + norms() * modelDim;
  }
}
