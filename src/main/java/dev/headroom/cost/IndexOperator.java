package dev.headroom.cost;

import dev.headroom.workload.Indexer;
import dev.headroom.workload.Mask;

/**
 * Scoring every earlier key to choose each query's own: {@code 2·Hi·di·pairs} FLOP over all causal
 * pairs, a rectifier and a weighted sum over the indexer's heads per pair, one narrow key per token
 * read once per tile and kept for good. What sparse attention saves on K and V, this costs; both
 * grow with the context, the one by a fraction of the other.
 *
 * @param indexer heads and width
 * @param bytesPerKey bytes of one index key in the cache, scales included
 * @param tileTokens new tokens that a tile holds
 * @param pageTokens tokens of a block, to which a sequence's keys are rounded up
 * @see <a href="https://arxiv.org/abs/2512.02556">DeepSeek-V3.2, section 2.1, equation 1</a>
 */
public record IndexOperator(Indexer indexer, double bytesPerKey, long tileTokens, long pageTokens)
    implements Operator {
  private static final Mask CAUSAL = new Mask.Causal();

  /** Per pair and head: rectify, weigh, add. */
  private static final int COMBINE_FLOP = 3;

  @Override
  public OperatorKind kind() {
    return OperatorKind.INDEX;
  }

  @Override
  public boolean multipliesActivations() {
    return true;
  }

  private double headPairs(long sequences, long query, long context) {
    return (double) sequences * indexer.heads() * CAUSAL.visiblePairs(query, context);
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0 * indexer.dim() * headPairs(sequences, query, context);
  }

  @Override
  public double vectorFlop(long sequences, long query, long context) {
    return COMBINE_FLOP * headPairs(sequences, query, context);
  }

  @Override
  public double kvReadBytes(long sequences, long query, long context) {
    return bytesPerKey * sequences * CAUSAL.tiledKeys(query, context, tileTokens);
  }

  @Override
  public double requiredKvReadBytes(long sequences, long query, long context) {
    return bytesPerKey * sequences * context;
  }

  @Override
  public double kvWriteBytes(long sequences, long query, long context) {
    return bytesPerKey * sequences * query;
  }

  @Override
  public double requiredKvWriteBytes(long sequences, long query, long context) {
    return kvWriteBytes(sequences, query, context);
  }

  @Override
  public double residentBytes(long sequences, long query, long context) {
    return bytesPerKey * sequences * Pages.roundUp(context + query, pageTokens);
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return (double) indexer.heads() * query;
  }

  @Override
  public double workItems(long sequences, long query) {
    long tiles = (query + tileTokens - 1) / tileTokens;
    return (double) sequences * tiles;
  }
}
