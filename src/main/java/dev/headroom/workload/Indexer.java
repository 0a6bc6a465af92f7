package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

/**
 * The scorer of sparse attention that chooses each query's keys: a few narrow query heads against
 * one narrow key per token.
 *
 * @param heads query heads of the indexer, {@code index_n_heads}
 * @param dim width of its queries and keys, {@code index_head_dim}
 * @see <a href="https://arxiv.org/abs/2512.02556">DeepSeek-V3.2, section 2.1, equation 1</a>
 */
public record Indexer(int heads, int dim) {
  /** Checks the ranges. */
  public Indexer {
    positive("index_n_heads", heads);
    positive("index_head_dim", dim);
  }

  /**
   * Weights: queries from {@code queryWidth} channels, one key and a weight per head from the
   * model's, {@code w·Hi·di + d·(di + Hi)}.
   */
  public long parameters(long modelDim, long queryWidth) {
    return queryWidth * heads * dim + modelDim * (dim + heads);
  }

  /** The indexer's weights if a mask has one, else 0. */
  static long parametersOf(Mask mask, long modelDim, long queryWidth) {
    return mask instanceof Mask.TopK topK && topK.indexer().isPresent()
        ? topK.indexer().get().parameters(modelDim, queryWidth)
        : 0;
  }

  /** The elements that a token adds to the indexer's cache if a mask has one, else 0. */
  static long cacheElementsOf(Mask mask) {
    return mask instanceof Mask.TopK topK && topK.indexer().isPresent()
        ? topK.indexer().get().dim()
        : 0;
  }
}
