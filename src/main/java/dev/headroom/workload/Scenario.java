package dev.headroom.workload;

import static dev.headroom.workload.Require.atMost;
import static dev.headroom.workload.Require.notNegative;
import static dev.headroom.workload.Require.positive;

/**
 * One step to be estimated: who is served, in which types, by which kind of program.
 *
 * @param phase prompt pass, decode step, whole generation or training step
 * @param batch the sequences; of a beam search every hypothesis is one
 * @param sourceLength tokens of the encoder's output that cross-attention reads, per sequence; 0
 *     without an encoder
 * @param precision data types
 * @param policy how attention is executed
 * @param cacheState what the last-level cache holds at the start
 * @param beams hypotheses of one source, which share its cross-attention keys and values; 1 without
 *     a beam search
 * @param sharedPrefix cached tokens at the start of every sequence that all sequences of the batch
 *     have in common and store once; 0 for none
 */
public record Scenario(
    Phase phase,
    Batch batch,
    long sourceLength,
    Precision precision,
    ExecutionPolicy policy,
    CacheState cacheState,
    int beams,
    long sharedPrefix) {

  /** The most hypotheses of a beam search. */
  public static final int MOST_BEAMS = 1024;

  /** One hypothesis a source and no shared prefix. */
  public Scenario(
      Phase phase,
      Batch batch,
      long sourceLength,
      Precision precision,
      ExecutionPolicy policy,
      CacheState cacheState) {
    this(phase, batch, sourceLength, precision, policy, cacheState, 1, 0);
  }

  /** Checks the ranges. */
  public Scenario {
    positive("beams", beams);
    atMost("beams", beams, MOST_BEAMS);
    notNegative("shared_prefix", sharedPrefix);
    for (Segment segment : batch.segments()) {
      if (segment.sequences() % beams != 0) {
        throw new IllegalArgumentException(
            "beams: must divide the hypotheses of the batch, "
                + segment.sequences()
                + ", was "
                + beams);
      }
      if (sharedPrefix > segment.contextLength()) {
        throw new IllegalArgumentException(
            "shared_prefix: must be at most the context of every sequence, "
                + segment.contextLength()
                + ", was "
                + sharedPrefix);
      }
    }
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
    return new Scenario(
        phase, newBatch, sourceLength, precision, policy, cacheState, beams, sharedPrefix);
  }

  /** The same over a source of this length, for encoder–decoder models. */
  public Scenario withSourceLength(long length) {
    return new Scenario(phase, batch, length, precision, policy, cacheState, beams, sharedPrefix);
  }

  /** The same in other data types. */
  public Scenario withPrecision(Precision newPrecision) {
    return new Scenario(
        phase, batch, sourceLength, newPrecision, policy, cacheState, beams, sharedPrefix);
  }

  /** The same by another kind of program. */
  public Scenario withPolicy(ExecutionPolicy newPolicy) {
    return new Scenario(
        phase, batch, sourceLength, precision, newPolicy, cacheState, beams, sharedPrefix);
  }

  /** The same with the last-level cache in another state. */
  public Scenario withCacheState(CacheState state) {
    return new Scenario(phase, batch, sourceLength, precision, policy, state, beams, sharedPrefix);
  }

  /** The same in another phase. */
  public Scenario withPhase(Phase other) {
    return new Scenario(
        other, batch, sourceLength, precision, policy, cacheState, beams, sharedPrefix);
  }

  /** The same hypotheses, {@code count} of each source. */
  public Scenario withBeams(int count) {
    return new Scenario(
        phase, batch, sourceLength, precision, policy, cacheState, count, sharedPrefix);
  }

  /** The same with the first {@code tokens} of every cache in common. */
  public Scenario withSharedPrefix(long tokens) {
    return new Scenario(phase, batch, sourceLength, precision, policy, cacheState, beams, tokens);
  }
}
