package dev.headroom.plan;

import java.util.OptionalInt;

/**
 * How a serving program is set up, in the words of vLLM.
 *
 * @param maxSequences {@code max_num_seqs}
 * @param maxBatchedTokens {@code max_num_batched_tokens}
 * @param blockTokens {@code block_size}
 * @param memoryUtilization {@code gpu_memory_utilization}, the share of the device's memory that it
 *     may use
 * @param blocks KV blocks on one device if the engine said how many it found room for
 * @param asynchronous whether it schedules a step while the one before runs
 * @param reservesWholeInput {@code scheduler_reserve_full_isl}
 * @param prefixCaching {@code enable_prefix_caching}
 */
public record EngineSettings(
    int maxSequences,
    int maxBatchedTokens,
    int blockTokens,
    double memoryUtilization,
    OptionalInt blocks,
    boolean asynchronous,
    boolean reservesWholeInput,
    boolean prefixCaching) {
  /** vLLM 0.19 as it starts without options. */
  public static final EngineSettings USUAL =
      new EngineSettings(256, 2048, 16, 0.9, OptionalInt.empty(), true, true, true);

  /** Checks the ranges. */
  public EngineSettings {
    atLeastOne("max_num_seqs", maxSequences);
    atLeastOne("max_num_batched_tokens", maxBatchedTokens);
    atLeastOne("block_size", blockTokens);
    if (!(memoryUtilization > 0 && memoryUtilization <= 1)) {
      throw new IllegalArgumentException(
          "gpu_memory_utilization: must be > 0 and <= 1, was " + memoryUtilization);
    }
    if (blocks.isPresent() && blocks.getAsInt() < 2) {
      throw new IllegalArgumentException(
          "num_gpu_blocks: must be at least 2, was " + blocks.getAsInt());
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** The same with other limits of a step. */
  public EngineSettings withLimits(int sequences, int tokens) {
    return new EngineSettings(
        sequences,
        tokens,
        blockTokens,
        memoryUtilization,
        blocks,
        asynchronous,
        reservesWholeInput,
        prefixCaching);
  }

  /** The same with these pages. */
  public EngineSettings withMemory(int pageTokens, double utilization, OptionalInt pages) {
    return new EngineSettings(
        maxSequences,
        maxBatchedTokens,
        pageTokens,
        utilization,
        pages,
        asynchronous,
        reservesWholeInput,
        prefixCaching);
  }

  /**
   * The scheduler's limits with so many blocks. One block stays empty: the program points unused
   * places of its tables at it.
   */
  SchedulerSettings scheduler(int found, boolean windowed) {
    return new SchedulerSettings(
        maxSequences,
        maxBatchedTokens,
        Math.max(1, found - 1),
        asynchronous ? 2 : 1,
        reservesWholeInput,
        prefixCaching && !windowed);
  }
}
