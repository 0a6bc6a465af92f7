package dev.headroom.workload;

/**
 * The data types of a run.
 *
 * @param weights weights as they lie in memory
 * @param activations everything between operators
 * @param kvCache the KV cache
 * @param weightProducts the type in which activations meet weights: which peak of the device counts
 * @param attentionProducts the type in which queries meet keys and scores meet values
 * @param scores attention scores where a schedule writes them to memory
 */
public record Precision(
    DataType weights,
    DataType activations,
    KvFormat kvCache,
    DataType weightProducts,
    DataType attentionProducts,
    DataType scores) {

  /**
   * The usual reading of one {@code --dtype}. Sixteen bits and wider: everything in that type.
   * {@code fp8}, {@code int8} and {@code fp4}: weights and their products in that type, the rest in
   * BF16. {@code int4}: weights alone, multiplied in BF16.
   */
  public static Precision of(DataType type) {
    DataType wide = type.bits() >= 16 ? type : DataType.BF16;
    DataType products = type == DataType.INT4 ? DataType.BF16 : type;
    return new Precision(type, wide, KvFormat.of(wide), products, wide, wide);
  }

  /** The same with another cache. An FP8 cache lets kernels multiply in FP8 too. */
  public Precision withKvCache(KvFormat format) {
    DataType products = format.element() == DataType.FP8 ? DataType.FP8 : attentionProducts;
    return new Precision(weights, activations, format, weightProducts, products, scores);
  }

  /**
   * The same with weights stored in another type, as the paper's FP32 weights beside BF16
   * activations.
   */
  public Precision withWeights(DataType type) {
    return new Precision(type, activations, kvCache, weightProducts, attentionProducts, scores);
  }
}
