package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

/**
 * Multi-head, grouped-query and multi-query attention: {@code kvHeads = queryHeads} is MHA, {@code
 * kvHeads = 1} MQA.
 *
 * @param queryHeads query heads
 * @param kvHeads heads that own a key and a value; a divisor of {@code queryHeads}
 * @param keyDim width of a query and of a key
 * @param valueDim width of a value
 * @param mask what a query may see
 * @param keyValues where its keys and values come from
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, sections 2 and 3</a>
 * @see <a href="https://arxiv.org/abs/2305.13245">Ainslie et al. 2023, GQA</a>
 */
public record GroupedAttention(
    int queryHeads, int kvHeads, int keyDim, int valueDim, Mask mask, KeyValues keyValues)
    implements Attention {

  /** Where a layer's keys and values come from. */
  public enum KeyValues {
    /** Its own projections, one for keys and one for values. */
    SEPARATE,
    /** One projection of its own: a key is its own value, and is stored once. */
    TIED,
    /** The cache of an earlier layer: nothing is projected and nothing is stored. */
    REUSED
  }

  /** Attention with keys and values of its own. */
  public GroupedAttention(int queryHeads, int kvHeads, int keyDim, int valueDim, Mask mask) {
    this(queryHeads, kvHeads, keyDim, valueDim, mask, KeyValues.SEPARATE);
  }

  /** Checks the ranges and that the query heads divide evenly among the KV heads. */
  public GroupedAttention {
    positive("num_attention_heads", queryHeads);
    positive("num_key_value_heads", kvHeads);
    positive("head_dim", keyDim);
    positive("v_head_dim", valueDim);
    if (queryHeads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "num_key_value_heads: must divide num_attention_heads "
              + queryHeads
              + ", was "
              + kvHeads);
    }
    if (keyValues == KeyValues.TIED && keyDim != valueDim) {
      throw new IllegalArgumentException(
          "v_head_dim: must equal head_dim " + keyDim + " where keys are values, was " + valueDim);
    }
  }

  /** Query heads that share one K and V. */
  public int groupSize() {
    return queryHeads / kvHeads;
  }

  /** Weights of the query projection, {@code d·Hq·dk}. */
  public long queryWeights(long modelDim) {
    return modelDim * queryHeads * keyDim;
  }

  /**
   * Elements of one key and its value that a layer makes itself: {@code dk+dv}, {@code dk} if tied,
   * none if reused.
   */
  public int ownKeyValueDim() {
    return switch (keyValues) {
      case SEPARATE -> keyDim + valueDim;
      case TIED -> keyDim;
      case REUSED -> 0;
    };
  }

  /**
   * Weights of the key and value projections, {@code d·Hkv·(dk+dv)}; half if tied, none if reused.
   */
  public long keyValueWeights(long modelDim) {
    return modelDim * kvHeads * ownKeyValueDim();
  }

  /** Weights of the output projection, {@code Hq·dv·d}. */
  public long outputWeights(long modelDim) {
    return modelDim * queryHeads * valueDim;
  }

  @Override
  public long parameters(long modelDim) {
    return queryWeights(modelDim)
        + keyValueWeights(modelDim)
        + outputWeights(modelDim)
        + Indexer.parametersOf(mask, modelDim, modelDim);
  }

  @Override
  public long cacheElementsPerToken() {
    return (long) kvHeads * ownKeyValueDim() + Indexer.cacheElementsOf(mask);
  }

  @Override
  public GroupedAttention withMask(Mask newMask) {
    return new GroupedAttention(queryHeads, kvHeads, keyDim, valueDim, newMask, keyValues);
  }

  /** The same attention with keys and values from elsewhere. */
  public GroupedAttention withKeyValues(KeyValues newKeyValues) {
    return new GroupedAttention(queryHeads, kvHeads, keyDim, valueDim, mask, newKeyValues);
  }

  @Override
  public String variant() {
    if (kvHeads == queryHeads) {
      return "mha";
    }
    return kvHeads == 1 ? "mqa" : "gqa:" + kvHeads;
  }
}
