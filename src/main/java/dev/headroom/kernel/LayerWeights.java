package dev.headroom.kernel;

import dev.headroom.workload.GroupedAttention;

/**
 * The four projections of an attention layer. Shazeer's {@code P_q[h,d,k]} is {@code query} with
 * the heads beside each other: {@code query[d][h·keyDim + k] = P_q[h][d][k]}; {@code P_o[h,d,v]} is
 * {@code output[h·valueDim + v][d]}.
 *
 * @param attention heads, widths and mask
 * @param query {@code modelDim × queryHeads·keyDim}
 * @param key {@code modelDim × kvHeads·keyDim}
 * @param value {@code modelDim × kvHeads·valueDim}
 * @param output {@code queryHeads·valueDim × modelDim}
 */
public record LayerWeights(
    GroupedAttention attention,
    WeightMatrix query,
    WeightMatrix key,
    WeightMatrix value,
    WeightMatrix output) {
  /** Checks that the widths fit each other. */
  public LayerWeights {
    int modelDim = query.inputs();
    check("query", query, modelDim, attention.queryHeads() * attention.keyDim());
    check("key", key, modelDim, attention.kvHeads() * attention.keyDim());
    check("value", value, modelDim, attention.kvHeads() * attention.valueDim());
    check("output", output, attention.queryHeads() * attention.valueDim(), modelDim);
  }

  /** Width of the layer's inputs and outputs. */
  public int modelDim() {
    return query.inputs();
  }

  private static void check(String name, WeightMatrix matrix, int inputs, int outputs) {
    if (matrix.inputs() != inputs || matrix.outputs() != outputs) {
      throw new IllegalArgumentException(
          name
              + " projection: must be "
              + inputs
              + " × "
              + outputs
              + ", was "
              + matrix.inputs()
              + " × "
              + matrix.outputs());
    }
  }
}
