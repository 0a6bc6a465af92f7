package dev.headroom.cost;

import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.Mask;

/**
 * Appending the new tokens' keys and values to the cache, and the cache itself.
 *
 * <p>With {@code n} keys staying of a sequence of {@code P+T} tokens: in place writes the new ones
 * that stay; a rewrite reads and writes all {@code n}; a concatenation reads those that stayed of
 * {@code P} and writes {@code n}. New keys and values come from their projection and are not read
 * from memory first.
 *
 * @param bytesPerToken bytes that a token leaves in the cache of one layer, over all KV heads,
 *     scales included
 * @param mask says how many keys stay
 * @param update how they are appended
 * @param pageTokens tokens of a block, to which a sequence's cache is rounded up
 * @param groupSize query heads that share one K and V: a cache that is made anew is laid out for
 *     their product
 * @see <a href="https://arxiv.org/abs/2309.06180">Kwon et al. 2023, PagedAttention, for the
 *     blocks</a>
 */
public record CacheUpdateOperator(
    double bytesPerToken, Mask mask, CacheUpdate update, long pageTokens, long groupSize)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.CACHE_UPDATE;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 0;
  }

  @Override
  public double kvReadBytes(long sequences, long query, long context) {
    long keys =
        switch (update) {
          case IN_PLACE -> 0;
          case REWRITE -> mask.residentKeys(context + query);
          case CONCATENATE -> mask.residentKeys(context);
        };
    return bytesPerToken * sequences * keys;
  }

  @Override
  public double kvWriteBytes(long sequences, long query, long context) {
    long kept = mask.residentKeys(context + query);
    return bytesPerToken
        * sequences
        * (update == CacheUpdate.IN_PLACE ? Math.min(query, kept) : kept);
  }

  @Override
  public double requiredKvWriteBytes(long sequences, long query, long context) {
    return bytesPerToken * sequences * Math.min(query, mask.neededLater(context + query));
  }

  @Override
  public double residentBytes(long sequences, long query, long context) {
    long kept = mask.residentKeys(context + query);
    return bytesPerToken * sequences * Pages.roundUp(kept, pageTokens);
  }

  @Override
  public double rowsOfCachePass(long sequences, long query) {
    return update == CacheUpdate.IN_PLACE ? Double.POSITIVE_INFINITY : (double) groupSize * query;
  }

  /** A concatenation needs the old cache of the layer beside the new one. */
  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    return update == CacheUpdate.CONCATENATE
        ? bytesPerToken * sequences * mask.residentKeys(context)
        : 0;
  }
}
