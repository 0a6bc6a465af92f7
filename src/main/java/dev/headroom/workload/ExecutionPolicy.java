package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

import java.util.List;

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
 */
public record ExecutionPolicy(
    String name, boolean fused, int tileRows, CacheUpdate cacheUpdate, int pageTokens) {

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
      new ExecutionPolicy("unfused", false, 128, CacheUpdate.IN_PLACE, 1);

  private static final List<ExecutionPolicy> KNOWN =
      List.of(
          FLASH,
          UNFUSED,
          new ExecutionPolicy("unfused-rewrite", false, 128, CacheUpdate.REWRITE, 1),
          new ExecutionPolicy("unfused-concat", false, 128, CacheUpdate.CONCATENATE, 1));

  /** Checks the ranges. */
  public ExecutionPolicy {
    positive("tile rows", tileRows);
    positive("page tokens", pageTokens);
  }

  /** The ones that come with the program. */
  public static List<ExecutionPolicy> known() {
    return KNOWN;
  }

  /** The same with a paged cache. */
  public ExecutionPolicy withPageTokens(int tokens) {
    return new ExecutionPolicy(name, fused, tileRows, cacheUpdate, tokens);
  }

  /**
   * Query tokens that a tile holds when {@code rowsPerToken} query heads share a K and V; at least
   * 1.
   */
  public long tileTokens(long rowsPerToken) {
    return Math.max(1, tileRows / rowsPerToken);
  }
}
