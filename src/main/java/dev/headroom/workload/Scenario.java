package dev.headroom.workload;

import static dev.headroom.workload.Require.atMost;
import static dev.headroom.workload.Require.notNegative;

/**
 * One step to be estimated: who is served, in which types, by which kind of program.
 *
 * @param phase prompt pass or decode step
 * @param batch the sequences
 * @param sourceLength tokens of the encoder's output that cross-attention reads, per sequence; 0
 *     without an encoder
 * @param precision data types
 * @param policy how attention is executed
 * @param cacheState what the last-level cache holds at the start
 */
public record Scenario(
    Phase phase,
    Batch batch,
    long sourceLength,
    Precision precision,
    ExecutionPolicy policy,
    CacheState cacheState) {

  /** Checks the ranges. */
  public Scenario {
    notNegative("input_len", sourceLength);
    atMost("input_len", sourceLength, Segment.MAX_LENGTH);
  }

  /**
   * A decode step in BF16 with tiled attention and warm caches.
   *
   * @param sequences batch size
   * @param contextLength tokens that each sequence already has in the cache
   */
  public static Scenario decode(long sequences, long contextLength) {
    return new Scenario(
        Phase.DECODE,
        Batch.decode(sequences, contextLength),
        0,
        Precision.of(DataType.BF16),
        ExecutionPolicy.FLASH,
        CacheState.WARM);
  }

  /**
   * A prompt pass in BF16 with tiled attention and warm caches.
   *
   * @param sequences batch size
   * @param queryLength prompt tokens of each sequence
   */
  public static Scenario prefill(long sequences, long queryLength) {
    return new Scenario(
        Phase.PREFILL,
        Batch.prefill(sequences, queryLength),
        0,
        Precision.of(DataType.BF16),
        ExecutionPolicy.FLASH,
        CacheState.WARM);
  }

  /** The same with other sequences. */
  public Scenario withBatch(Batch newBatch) {
    return new Scenario(phase, newBatch, sourceLength, precision, policy, cacheState);
  }

  /** The same over a source of this length, for encoder–decoder models. */
  public Scenario withSourceLength(long length) {
    return new Scenario(phase, batch, length, precision, policy, cacheState);
  }

  /** The same in other data types. */
  public Scenario withPrecision(Precision newPrecision) {
    return new Scenario(phase, batch, sourceLength, newPrecision, policy, cacheState);
  }

  /** The same by another kind of program. */
  public Scenario withPolicy(ExecutionPolicy newPolicy) {
    return new Scenario(phase, batch, sourceLength, precision, newPolicy, cacheState);
  }

  /** The same with the last-level cache in another state. */
  public Scenario withCacheState(CacheState state) {
    return new Scenario(phase, batch, sourceLength, precision, policy, state);
  }
}
