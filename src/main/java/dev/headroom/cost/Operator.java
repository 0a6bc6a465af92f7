package dev.headroom.cost;

import java.util.List;

/**
 * One operator of a layer as functions of the step: the exact work and traffic for {@code
 * sequences} equal sequences of {@code query} new tokens each, on {@code context} cached ones. All
 * functions are of one layer. Nothing is allocated, so a sweep may call them millions of times a
 * second.
 *
 * <p>Work that scales with sequences adds up over the segments of a ragged batch. Weights do not:
 * they are read once for all tokens of a step, so {@link #weightBytes} takes their total.
 *
 * <p>Units: FLOP (a multiply-add is two), exponentials, bytes. Lengths must be within {@link
 * dev.headroom.workload.Segment}'s ranges.
 */
public sealed interface Operator
    permits TokenOperator,
        EmbeddingOperator,
        AbsorptionOperator,
        AttentionOperator,
        CacheUpdateOperator,
        IndexOperator,
        LatentExpansionOperator,
        ExpertsOperator,
        OutputHeadOperator,
        SeenOperator,
        BeamReorderOperator,
        BeamSelectionOperator,
        LossOperator,
        BackwardOperator,
        OptimizerOperator,
        ExchangeOperator {

  /** What it is. */
  OperatorKind kind();

  /** Whether its products are of queries, keys and values rather than with weights. */
  default boolean multipliesActivations() {
    return false;
  }

  /** Dense matrices that every row of it is multiplied with, one after another, if known. */
  default List<Matrix> matrices() {
    return List.of();
  }

  /** FLOP of matrix products that the schedule computes. */
  double matmulFlop(long sequences, long query, long context);

  /** FLOP of matrix products that no schedule can avoid: those of visible pairs and of weights. */
  default double requiredMatmulFlop(long sequences, long query, long context) {
    return matmulFlop(sequences, query, context);
  }

  /** Elementwise FLOP: norms, residual sums, gates, the softmax but for its exponentials. */
  default double vectorFlop(long sequences, long query, long context) {
    return 0;
  }

  /** Exponentials of the softmax. */
  default double exponentials(long sequences, long query, long context) {
    return 0;
  }

  /** Weight bytes read when the whole step has {@code tokens} new tokens. */
  default double weightBytes(long tokens) {
    return 0;
  }

  /**
   * Weight bytes that no implementation can avoid reading; smaller than {@link #weightBytes} where
   * routing decides.
   */
  default double requiredWeightBytes(long tokens) {
    return weightBytes(tokens);
  }

  /** Bytes read from the KV cache. */
  default double kvReadBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes written to the KV cache. */
  default double kvWriteBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Cached bytes that a query sees, each once: what no implementation can avoid reading. */
  default double requiredKvReadBytes(long sequences, long query, long context) {
    return 0;
  }

  /**
   * Bytes of new keys and values that stay, each once: what no implementation can avoid writing.
   */
  default double requiredKvWriteBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes of activations read and written. */
  default double activationBytes(long sequences, long query, long context) {
    return 0;
  }

  /**
   * Bytes of attention scores and weights written to memory and read back; 0 in a fused schedule.
   */
  default double logitsBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes of activations and scores that must lie in memory while it runs. */
  default double workspaceBytes(long sequences, long query, long context) {
    return activationBytes(sequences, query, context);
  }

  /** Bytes that its forward pass must leave in memory for its backward pass. */
  default double savedBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes of the KV cache after the step. */
  default double residentBytes(long sequences, long query, long context) {
    return 0;
  }

  /**
   * Rows of a matrix product that share one K and V (query heads of a group × new tokens); for
   * others, the tokens.
   */
  default double rowsSharingOperand(long sequences, long query) {
    return (double) sequences * query;
  }

  /**
   * Pieces that could run side by side without exchanging anything: (sequence, KV head, query
   * tile).
   */
  default double workItems(long sequences, long query) {
    return 1;
  }

  /**
   * Rows of the product that a pass over cached keys and values feeds: those that share one K and
   * V. Infinite where the passes feed no product.
   */
  default double rowsOfCachePass(long sequences, long query) {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Bytes of keys and values that the schedule loads again, beyond the first pass over them. A
   * cache on the chip that holds {@link #rereadSpanBytes} of them saves the way to memory.
   */
  default double rereadBytes(long sequences, long query, long context) {
    return 0;
  }

  /** Bytes between two loads of the same key: the keys and values of one head of one sequence. */
  default double rereadSpanBytes(long sequences, long query, long context) {
    return 0;
  }

  /** All bytes that the schedule moves but weights. */
  default double trafficWithoutWeights(long sequences, long query, long context) {
    return kvReadBytes(sequences, query, context)
        + kvWriteBytes(sequences, query, context)
        + activationBytes(sequences, query, context)
        + logitsBytes(sequences, query, context);
  }
}
