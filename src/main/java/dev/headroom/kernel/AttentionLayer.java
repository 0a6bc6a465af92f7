package dev.headroom.kernel;

import dev.headroom.workload.GroupedAttention;

/**
 * A whole attention layer: project, append, attend, project. The batched and the incremental form
 * of Shazeer 2019 are one: a call takes any number of new tokens of each sequence, and many calls
 * with few give what few calls with many give.
 *
 * <p>Serves one caller at a time. Allocates nothing once it has seen its largest number of rows.
 *
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, the pseudo-code of sections 2 and
 *     3</a>
 */
public final class AttentionLayer {
  private final AttentionKernel kernel;
  private final LayerWeights weights;
  private float[] queries = {};
  private float[] keys = {};
  private float[] values = {};
  private float[] heads = {};

  /**
   * A layer that computes on a kernel, which stays the caller's to close.
   *
   * @param kernel computes
   * @param weights of the projections
   */
  public AttentionLayer(AttentionKernel kernel, LayerWeights weights) {
    this.kernel = kernel;
    this.weights = weights;
  }

  /**
   * The layer's outputs for new tokens, whose keys and values the cache keeps.
   *
   * @param inputs {@code [rows][modelDim]}
   * @param lengths new tokens of each sequence
   * @param cache of this layer, with the same attention; afterwards it holds the new tokens too
   * @param outputs {@code [rows][modelDim]}, overwritten
   * @throws IllegalArgumentException if an array is too short, the cache is another attention's,
   *     the batch sizes differ or a sequence would outgrow the cache, which is then as it was
   */
  public void forward(float[] inputs, QueryLengths lengths, KvCache cache, float[] outputs) {
    if (!cache.attention().equals(weights.attention())) {
      throw new IllegalArgumentException(
          "cache: must be for " + weights.attention() + ", was for " + cache.attention());
    }
    int rows = lengths.rows();
    Require.atLeast("inputs", inputs, (long) rows * weights.modelDim());
    Require.atLeast("outputs", outputs, (long) rows * weights.modelDim());
    reserve(rows);
    kernel.project(inputs, rows, weights.query(), queries);
    kernel.project(inputs, rows, weights.key(), keys);
    kernel.project(inputs, rows, weights.value(), values);
    kernel.step(queries, keys, values, lengths, cache, heads);
    kernel.project(heads, rows, weights.output(), outputs);
  }

  private void reserve(int rows) {
    GroupedAttention attention = weights.attention();
    queries = atLeast("queries", queries, rows, attention.queryHeads() * attention.keyDim());
    keys = atLeast("keys", keys, rows, attention.kvHeads() * attention.keyDim());
    values = atLeast("values", values, rows, attention.kvHeads() * attention.valueDim());
    heads = atLeast("outputs of heads", heads, rows, attention.queryHeads() * attention.valueDim());
  }

  private static float[] atLeast(String name, float[] array, int rows, int width) {
    long elements = (long) rows * width;
    return array.length >= elements ? array : AlignedArrays.floats(name, elements);
  }
}
