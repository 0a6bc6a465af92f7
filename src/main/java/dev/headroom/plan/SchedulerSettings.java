package dev.headroom.plan;

/**
 * What limits a step and the memory behind it, in the terms of vLLM.
 *
 * @param maxSequences most running requests, {@code max_num_seqs}
 * @param maxBatchedTokens most new tokens of a step, {@code max_num_batched_tokens}
 * @param blocks KV blocks that requests can hold
 * @param stepsInFlight steps that are scheduled before the first of them is done: 2 if the
 *     scheduler works while the device does, else 1
 * @param reserveWholeInput whether a request is admitted only if its whole prompt fits now, though
 *     its first chunk takes less
 * @param reusesOwnBlocks whether a request that was preempted finds those of its blocks again that
 *     nobody took, as prefix caching does
 */
public record SchedulerSettings(
    int maxSequences,
    int maxBatchedTokens,
    int blocks,
    int stepsInFlight,
    boolean reserveWholeInput,
    boolean reusesOwnBlocks) {
  /** Checks the ranges. */
  public SchedulerSettings {
    atLeastOne("max_num_seqs", maxSequences);
    atLeastOne("max_num_batched_tokens", maxBatchedTokens);
    atLeastOne("num_gpu_blocks", blocks);
    atLeastOne("steps in flight", stepsInFlight);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** The same with other limits of a step. */
  public SchedulerSettings withLimits(int sequences, int tokens) {
    return new SchedulerSettings(
        sequences, tokens, blocks, stepsInFlight, reserveWholeInput, reusesOwnBlocks);
  }
}
