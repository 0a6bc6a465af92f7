package dev.headroom.workload;

/** One layer's attention: its heads, their widths and what they may see. Grouped or latent. */
public sealed interface Attention permits GroupedAttention, LatentAttention {

  /** Query heads. */
  int queryHeads();

  /** What a query may see. */
  Mask mask();

  /** The same attention with another mask. */
  Attention withMask(Mask mask);

  /** Elements that one token adds to this layer's cache, over all heads. */
  long cacheElementsPerToken();

  /** Weights of all its projections together; biases are not counted. */
  long parameters(long modelDim);

  /**
   * The variant's name as {@code --attention} takes it: {@code mha}, {@code gqa:8}, {@code mqa},
   * {@code mla}.
   */
  String variant();
}
