package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

import org.jspecify.annotations.Nullable;

/**
 * How a program executes attention: what it must move beyond what the mathematics asks for.
 *
 * @param name as {@code --runtime} takes it
 * @param fused whether scores stay on chip (tiled attention) or are written to memory and read back
 * @param tileRows rows that a tile of the fused schedule holds, counted over all query heads that
 *     share a K and V
 * @param cacheUpdate what appending a token costs
 * @param pageTokens tokens of a cache block, to which every sequence is rounded up; 1 for no
 *     rounding
 * @param beamReorder what choosing the surviving hypotheses costs in their caches
 * @param compiled what its compiler made of it
 * @param types data types that the program fixes
 */
public record ExecutionPolicy(
    String name,
    boolean fused,
    int tileRows,
    CacheUpdate cacheUpdate,
    int pageTokens,
    BeamReorder beamReorder,
    Compiled compiled,
    Types types) {

  /**
   * What a compiler makes of a program.
   *
   * @param fixedShapes whether every step works on a cache padded to its full length, so that all
   *     steps of a generation cost the same
   * @param overlapped whether an operator's products run while its operands are loaded; else one
   *     after the other
   * @param overheads what it costs beside the work
   */
  public record Compiled(boolean fixedShapes, boolean overlapped, Overheads overheads) {
    /** Shapes that grow, loads behind products: what kernels for GPUs do. */
    public static final Compiled USUAL = new Compiled(false, true, Overheads.NONE);
  }

  /** What a program does with the caches of hypotheses when a beam search drops some. */
  public enum BeamReorder {
    /** Changes which blocks belong to which hypothesis: no byte of the cache moves. */
    POINTER,
    /** Copies the surviving caches: reads and writes all of them. */
    COPY,
    /** Multiplies them with a one-hot selector of all hypotheses by all hypotheses. */
    SELECTOR
  }

  /**
   * Data types that a program fixes; null where it takes those of the run.
   *
   * @param weights as they lie in memory
   * @param activations between operators, and of products
   * @param kvCache of the cache
   * @param scores attention scores where they are written
   */
  public record Types(
      @Nullable DataType weights,
      @Nullable DataType activations,
      @Nullable DataType kvCache,
      @Nullable DataType scores) {
    /** Fixes none. */
    public static final Types OF_THE_RUN = new Types(null, null, null, null);

    /** The types of a run under this program. */
    public Precision applyTo(Precision asked) {
      Precision base = activations == null ? asked : Precision.of(activations);
      return new Precision(
          weights == null ? base.weights() : weights,
          base.activations(),
          kvCache == null ? base.kvCache() : KvFormat.of(kvCache),
          base.weightProducts(),
          base.attentionProducts(),
          scores == null ? base.scores() : scores);
    }
  }

  /** What a program does to append new keys and values. */
  public enum CacheUpdate {
    /** Writes the new ones where they belong. */
    IN_PLACE,
    /** Reads and writes the whole cache, as the one-hot update of the paper's program did. */
    REWRITE,
    /** Copies the old cache into a larger one with the new ones at its end. */
    CONCATENATE
  }

  /** Tiled attention with an in-place cache: what serving programs do today. The default. */
  public static final ExecutionPolicy FLASH =
      new ExecutionPolicy("flash", true, 128, CacheUpdate.IN_PLACE, 1);

  /** Scores written to memory, softmax over them, weights read back; in-place cache. */
  public static final ExecutionPolicy UNFUSED =
      new ExecutionPolicy(
          "unfused",
          false,
          128,
          CacheUpdate.IN_PLACE,
          1,
          BeamReorder.COPY,
          Compiled.USUAL,
          Types.OF_THE_RUN);

  /** A program that reorders by pointer, grows its shapes and leaves types to the run. */
  public ExecutionPolicy(
      String name, boolean fused, int tileRows, CacheUpdate cacheUpdate, int pageTokens) {
    this(
        name,
        fused,
        tileRows,
        cacheUpdate,
        pageTokens,
        BeamReorder.POINTER,
        Compiled.USUAL,
        Types.OF_THE_RUN);
  }

  /** Checks the ranges. */
  public ExecutionPolicy {
    positive("tile rows", tileRows);
    positive("page tokens", pageTokens);
  }

  /** The same with a paged cache. */
  public ExecutionPolicy withPageTokens(int tokens) {
    return new ExecutionPolicy(
        name, fused, tileRows, cacheUpdate, tokens, beamReorder, compiled, types);
  }

  /** The same with other costs beside the work. */
  public ExecutionPolicy withOverheads(Overheads overheads) {
    Compiled other = new Compiled(compiled.fixedShapes(), compiled.overlapped(), overheads);
    return new ExecutionPolicy(
        name, fused, tileRows, cacheUpdate, pageTokens, beamReorder, other, types);
  }

  /** The same with another way to append to the cache. */
  public ExecutionPolicy withCacheUpdate(CacheUpdate update) {
    return new ExecutionPolicy(
        name, fused, tileRows, update, pageTokens, beamReorder, compiled, types);
  }

  /**
   * Query tokens that a tile holds when {@code rowsPerToken} query heads share a K and V; at least
   * 1.
   */
  public long tileTokens(long rowsPerToken) {
    return Math.max(1, tileRows / rowsPerToken);
  }
}
