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
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, sections 2 and 3</a>
 * @see <a href="https://arxiv.org/abs/2305.13245">Ainslie et al. 2023, GQA</a>
 */
public record GroupedAttention(int queryHeads, int kvHeads, int keyDim, int valueDim, Mask mask)
    implements Attention {
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
  }

  /** Query heads that share one K and V. */
  public int groupSize() {
    return queryHeads / kvHeads;
  }

  /** Weights of the query projection, {@code d·Hq·dk}. */
  public long queryWeights(long modelDim) {
    return modelDim * queryHeads * keyDim;
  }

  /** Weights of the key and value projections, {@code d·Hkv·(dk+dv)}. */
  public long keyValueWeights(long modelDim) {
    return modelDim * kvHeads * (keyDim + valueDim);
  }

  /** Weights of the output projection, {@code Hq·dv·d}. */
  public long outputWeights(long modelDim) {
    return modelDim * queryHeads * valueDim;
  }

  @Override
  public long parameters(long modelDim) {
    return queryWeights(modelDim) + keyValueWeights(modelDim) + outputWeights(modelDim);
  }

  @Override
  public long cacheElementsPerToken() {
    return (long) kvHeads * (keyDim + valueDim);
  }

  @Override
  public GroupedAttention withMask(Mask newMask) {
    return new GroupedAttention(queryHeads, kvHeads, keyDim, valueDim, newMask);
  }

  @Override
  public String variant() {
    if (kvHeads == queryHeads) {
      return "mha";
    }
    return kvHeads == 1 ? "mqa" : "gqa:" + kvHeads;
  }
}
