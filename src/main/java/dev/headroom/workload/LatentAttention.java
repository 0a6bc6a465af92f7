package dev.headroom.workload;

import static dev.headroom.workload.Require.notNegative;
import static dev.headroom.workload.Require.positive;

/**
 * Multi-head latent attention: the cache holds one latent of {@code kvRank} and one rotary key of
 * {@code ropeDim} per token, whatever the number of heads.
 *
 * @param queryHeads query heads
 * @param kvRank width of the shared latent, {@code kv_lora_rank}
 * @param queryRank width of the query's latent, {@code q_lora_rank}; 0 if queries are projected
 *     directly
 * @param nopeDim width of the part of a head's key without rotary position
 * @param ropeDim width of the rotary part of the key, shared by all heads
 * @param valueDim width of a head's value
 * @param form how it is computed
 * @param mask what a query may see
 * @see <a href="https://arxiv.org/abs/2405.04434">DeepSeek-V2, section 2.1</a>
 */
public record LatentAttention(
    int queryHeads,
    int kvRank,
    int queryRank,
    int nopeDim,
    int ropeDim,
    int valueDim,
    Form form,
    Mask mask)
    implements Attention {

  /** The two ways to compute latent attention; they give the same values. */
  public enum Form {
    /** Heads query the latents themselves: as MQA with keys of rank + rope and values of rank. */
    ABSORBED,
    /** Latents are first expanded to one key and one value per head: as MHA. */
    EXPANDED,
    /**
     * Whichever needs less arithmetic for the batch: absorbed for few new tokens, expanded for a
     * long prompt.
     */
    AUTO
  }

  /** Checks the ranges. */
  public LatentAttention {
    positive("num_attention_heads", queryHeads);
    positive("kv_lora_rank", kvRank);
    notNegative("q_lora_rank", queryRank);
    positive("qk_nope_head_dim", nopeDim);
    notNegative("qk_rope_head_dim", ropeDim);
    positive("v_head_dim", valueDim);
  }

  /** Width of a head's whole query and expanded key. */
  public int keyDim() {
    return nopeDim + ropeDim;
  }

  /** Width of what one token leaves in the cache. */
  public int latentDim() {
    return kvRank + ropeDim;
  }

  /**
   * Weights of the query projection: {@code d·Hq·(nope+rope)}, or through a latent {@code d·rq +
   * rq·Hq·(nope+rope)}.
   */
  public long queryWeights(long modelDim) {
    long wide = (long) queryHeads * keyDim();
    return queryRank == 0 ? modelDim * wide : queryRank * (modelDim + wide);
  }

  /** Weights that make a token's latent and rotary key, {@code d·(rank+rope)}. */
  public long latentWeights(long modelDim) {
    return modelDim * latentDim();
  }

  /** Weights that expand a latent to all heads' keys, {@code rank·Hq·nope}. */
  public long keyExpansionWeights() {
    return (long) kvRank * queryHeads * nopeDim;
  }

  /** Weights that expand a latent to all heads' values, {@code rank·Hq·dv}. */
  public long valueExpansionWeights() {
    return (long) kvRank * queryHeads * valueDim;
  }

  /** Weights of the output projection, {@code Hq·dv·d}. */
  public long outputWeights(long modelDim) {
    return modelDim * queryHeads * valueDim;
  }

  @Override
  public long parameters(long modelDim) {
    return queryWeights(modelDim)
        + latentWeights(modelDim)
        + keyExpansionWeights()
        + valueExpansionWeights()
        + outputWeights(modelDim)
        + Indexer.parametersOf(mask, modelDim, indexQueryWidth(modelDim));
  }

  /** Width of what an indexer's queries are projected from: the query's latent if there is one. */
  public long indexQueryWidth(long modelDim) {
    return queryRank == 0 ? modelDim : queryRank;
  }

  @Override
  public long cacheElementsPerToken() {
    return latentDim() + Indexer.cacheElementsOf(mask);
  }

  @Override
  public LatentAttention withMask(Mask newMask) {
    return new LatentAttention(
        queryHeads, kvRank, queryRank, nopeDim, ropeDim, valueDim, form, newMask);
  }

  /** The same attention with more or fewer query heads. */
  public LatentAttention withQueryHeads(int heads) {
    return new LatentAttention(heads, kvRank, queryRank, nopeDim, ropeDim, valueDim, form, mask);
  }

  /** The same attention computed another way. */
  public LatentAttention withForm(Form newForm) {
    return new LatentAttention(
        queryHeads, kvRank, queryRank, nopeDim, ropeDim, valueDim, newForm, mask);
  }

  @Override
  public String variant() {
    return switch (form) {
      case ABSORBED -> "mla:absorbed";
      case EXPANDED -> "mla:expanded";
      case AUTO -> "mla";
    };
  }
}
