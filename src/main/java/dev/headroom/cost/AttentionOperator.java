package dev.headroom.cost;

import dev.headroom.workload.Mask;
import java.util.Optional;

/**
 * The core of attention: scores, softmax and weighted sum, for self-attention, cross-attention and
 * latent attention in both forms.
 *
 * <p>Symbols: {@code Hq} query heads, {@code Hkv} heads with their own K and V, {@code dk}, {@code
 * dv} widths, {@code T} new tokens and {@code P} cached ones of a sequence, pairs and keys as the
 * {@link Mask} counts them.
 *
 * <ul>
 *   <li>{@code QKᵀ} and {@code PV} take {@code 2·Hq·pairs·(dk+dv)} FLOP and {@code Hq·pairs}
 *       exponentials. KV heads do not enter: sharing saves bytes, not work.
 *   <li>A fused schedule computes visible pairs alone and loads the K and V that a tile of queries
 *       sees once per tile.
 *   <li>An unfused schedule computes the whole rectangle {@code T × keys} and masks it; K and V are
 *       loaded once; scores are written, read by the softmax, written as weights and read again:
 *       four passes.
 * </ul>
 *
 * Latent attention, absorbed, is the same with one KV head, keys of rank + rope and values of rank,
 * whose K and V are one latent; {@code bytesPerKey} says so.
 *
 * @param kind self- or cross-attention
 * @param heads widths and numbers
 * @param mask which keys a query sees
 * @param layout how the schedule walks over queries and keys
 * @param keys how K and V are stored
 * @param forms both forms of latent attention, of which the lesser bounds the work; empty for any
 *     other
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, sections 2.3 to 3.1</a>
 * @see <a href="https://arxiv.org/abs/2205.14135">Dao et al. 2022, FlashAttention, for the fused
 *     schedule</a>
 */
public record AttentionOperator(
    OperatorKind kind,
    Heads heads,
    Mask mask,
    Layout layout,
    Keys keys,
    Optional<LatentForms> forms)
    implements Operator {

  /**
   * The schedule.
   *
   * @param fused whether scores stay on chip
   * @param tileTokens new tokens that a tile of the fused schedule holds
   * @param pageTokens tokens of a cache block
   * @param activationBytes bytes of an element of queries and outputs
   * @param scoreBytes bytes of a score where scores are written
   */
  record Layout(
      boolean fused, long tileTokens, long pageTokens, double activationBytes, double scoreBytes) {}

  /**
   * Where the K and V of one key in one KV head lie.
   *
   * @param bytesPerKey bytes of K and V together, scales included
   * @param rereadBytes bytes that an unfused weighted sum loads again because its values are the
   *     keys of the scores
   * @param cached whether they lie in the KV cache, or are activations made in this step
   * @param account who answers for them in memory
   */
  record Keys(double bytesPerKey, double rereadBytes, boolean cached, Account account) {
    /** Who answers for the memory that keys and values take, and for reading them at least once. */
    enum Account {
      /** This operator for both: cross-attention. */
      CORE,
      /** The cache's update for the memory, this operator for the reading: self-attention. */
      CACHE_UPDATE,
      /** An earlier layer for both, which may have left them on the chip: a reused cache. */
      EARLIER_LAYER
    }
  }

  /** Whether keys and values are read from the KV cache; else they were made in this step. */
  public boolean readsCache() {
    return keys.cached();
  }

  private static final int UNFUSED_SCORE_PASSES = 4;
  private static final int UNFUSED_SCORE_COPIES = 2;
  private static final int FP32_BYTES = 4;

  /** Per pair: compare for the maximum, subtract it, scale, add to the sum. */
  private static final int SOFTMAX_FLOP_PER_PAIR = 4;

  @Override
  public boolean multipliesActivations() {
    return true;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return matmulFlopOf(scheduledPairs(query, context), sequences);
  }

  @Override
  public double requiredMatmulFlop(long sequences, long query, long context) {
    return forms.isPresent()
        ? forms.get().requiredCoreFlop(sequences, query, context)
        : matmulFlopOf(mask.visiblePairs(query, context), sequences);
  }

  private double matmulFlopOf(long pairs, long sequences) {
    return 2.0 * sequences * heads.queryHeads() * (heads.keyDim() + heads.valueDim()) * pairs;
  }

  private long scheduledPairs(long query, long context) {
    return layout.fused()
        ? mask.visiblePairs(query, context)
        : query * mask.visibleKeys(query, context);
  }

  @Override
  public double exponentials(long sequences, long query, long context) {
    return (double) sequences * heads.queryHeads() * scheduledPairs(query, context);
  }

  /** Softmax without its exponentials, {@code 4·Hq·pairs}, and one division per output element. */
  @Override
  public double vectorFlop(long sequences, long query, long context) {
    double divisions = (double) query * heads.valueDim();
    return (double) sequences
        * heads.queryHeads()
        * ((double) SOFTMAX_FLOP_PER_PAIR * scheduledPairs(query, context) + divisions);
  }

  @Override
  public double kvReadBytes(long sequences, long query, long context) {
    return keys.cached() ? loadedBytes(sequences, query, context) : 0;
  }

  private double loadedBytes(long sequences, long query, long context) {
    return bytesPerLoadedKey() * heads.kvHeads() * sequences * loadedKeys(query, context);
  }

  /** Keys that the schedule loads, of one sequence and KV head. */
  long loadedKeys(long query, long context) {
    return layout.fused()
        ? mask.tiledKeys(query, context, layout.tileTokens())
        : mask.visibleKeys(query, context);
  }

  /** Bytes of K and V that it loads for each of them. */
  double bytesPerLoadedKey() {
    return layout.fused() ? keys.bytesPerKey() : keys.bytesPerKey() + keys.rereadBytes();
  }

  private double keyBytes(long sequences, long keyCount) {
    return keys.bytesPerKey() * heads.kvHeads() * sequences * keyCount;
  }

  @Override
  public double requiredKvReadBytes(long sequences, long query, long context) {
    boolean own = keys.cached() && keys.account() != Keys.Account.EARLIER_LAYER;
    return own ? keyBytes(sequences, mask.cachedKeys(query, context)) : 0;
  }

  /** Queries read and outputs written once; K and V too where they are activations. */
  @Override
  public double activationBytes(long sequences, long query, long context) {
    double made = keys.cached() ? 0 : loadedBytes(sequences, query, context);
    return queryAndOutputBytes(sequences, query) + made;
  }

  private double queryAndOutputBytes(long sequences, long query) {
    return layout.activationBytes()
        * heads.queryHeads()
        * (heads.keyDim() + heads.valueDim())
        * sequences
        * query;
  }

  @Override
  public double logitsBytes(long sequences, long query, long context) {
    return layout.fused() ? 0 : UNFUSED_SCORE_PASSES * scoreMatrixBytes(sequences, query, context);
  }

  private double scoreMatrixBytes(long sequences, long query, long context) {
    return layout.scoreBytes()
        * sequences
        * heads.queryHeads()
        * (query * mask.visibleKeys(query, context));
  }

  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    double scores =
        layout.fused() ? 0 : UNFUSED_SCORE_COPIES * scoreMatrixBytes(sequences, query, context);
    double made = keys.cached() ? 0 : keyBytes(sequences, mask.visibleKeys(query, context));
    return queryAndOutputBytes(sequences, query) + scores + made;
  }

  /**
   * Queries, keys and values; of a fused core the logarithm of each row's sum in FP32, of an
   * unfused one the weights. Its output is the input of the output projection, which saves it.
   */
  @Override
  public double savedBytes(long sequences, long query, long context) {
    double queries =
        layout.activationBytes() * heads.queryHeads() * heads.keyDim() * sequences * query;
    double keysAndValues = keyBytes(sequences, mask.visibleKeys(query, context));
    double weights =
        layout.fused()
            ? (double) FP32_BYTES * heads.queryHeads() * sequences * query
            : scoreMatrixBytes(sequences, query, context);
    return queries + keysAndValues + weights;
  }

  @Override
  public double residentBytes(long sequences, long query, long context) {
    long kept = Pages.roundUp(mask.residentKeys(context + query), layout.pageTokens());
    return keys.account() == Keys.Account.CORE ? keyBytes(sequences, kept) : 0;
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return (double) heads.groupSize() * query;
  }

  @Override
  public double rowsOfCachePass(long sequences, long query) {
    return keys.cached() ? rowsSharingOperand(sequences, query) : Double.POSITIVE_INFINITY;
  }

  /** What the tiles of a fused schedule load beyond one pass. */
  @Override
  public double rereadBytes(long sequences, long query, long context) {
    return layout.fused()
        ? Math.max(
            0,
            loadedBytes(sequences, query, context)
                - keyBytes(sequences, mask.visibleKeys(query, context)))
        : 0;
  }

  @Override
  public double rereadSpanBytes(long sequences, long query, long context) {
    return keys.bytesPerKey() * mask.visibleKeys(query, context);
  }

  @Override
  public double workItems(long sequences, long query) {
    long tiles = layout.fused() ? mask.tiles(query, 0, layout.tileTokens()) : 1;
    return (double) sequences * heads.kvHeads() * tiles;
  }
}
