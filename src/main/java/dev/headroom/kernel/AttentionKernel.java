package dev.headroom.kernel;

/**
 * Something that computes attention and projections. Decode and prefill are the same call with 1 or
 * many new tokens; MHA, GQA and MQA differ by the heads of the cache's attention.
 *
 * <p>Logits are scaled by {@code 1/√keyDim}. Results depend on the inputs and the shape only, never
 * on the number of threads. Finite queries and cached numbers never give NaN; a sum of values
 * beyond the range of a float overflows.
 *
 * <p>A kernel serves one caller at a time. After the first calls at a shape, a call allocates
 * nothing.
 */
public interface AttentionKernel extends AutoCloseable {

  /**
   * Scaled dot-product attention of new tokens to what the cache holds. Under a causal mask the new
   * tokens of a sequence are its last ones: they have been appended already, and token i of t sees
   * {@code length − t + i + 1} keys.
   *
   * @param queries {@code [rows][queryHeads][keyDim]}
   * @param lengths new tokens of each sequence
   * @param cache keys and values
   * @param outputs {@code [rows][queryHeads][valueDim]}, overwritten
   * @throws IllegalArgumentException if an array is too short, the batch sizes differ, a query sees
   *     no key or the mask is not supported
   */
  void attend(float[] queries, QueryLengths lengths, KvCache cache, float[] outputs);

  /**
   * One step of generation, or a prompt's part: {@link KvCache#append} and {@link #attend}, both on
   * this kernel's threads.
   *
   * @param queries {@code [rows][queryHeads][keyDim]}
   * @param keys {@code [rows][kvHeads][keyDim]}
   * @param values {@code [rows][kvHeads][valueDim]}
   * @param lengths new tokens of each sequence
   * @param cache what came before; afterwards it holds the new tokens too
   * @param outputs {@code [rows][queryHeads][valueDim]}, overwritten
   * @throws IllegalArgumentException as {@link KvCache#append} and {@link #attend}; the cache is
   *     then as it was
   */
  void step(
      float[] queries,
      float[] keys,
      float[] values,
      QueryLengths lengths,
      KvCache cache,
      float[] outputs);

  /**
   * A matrix product, {@code y = x·W}.
   *
   * @param inputs {@code [rows][inputs of W]}
   * @param rows at least 0
   * @param weights W
   * @param outputs {@code [rows][outputs of W]}, overwritten; another array than {@code inputs}
   * @throws IllegalArgumentException if an array is too short or the two are one
   */
  void project(float[] inputs, int rows, WeightMatrix weights, float[] outputs);

  /** Threads that compute, the caller's included. */
  int threads();

  /** The kernel in words: {@code vector, 512 bits, 2 threads}. */
  String describe();

  /**
   * Ends the kernel's own threads. Closing twice is harmless; using a closed kernel is not allowed.
   */
  @Override
  void close();
}
