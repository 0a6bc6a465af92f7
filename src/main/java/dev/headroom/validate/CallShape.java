package dev.headroom.validate;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Phase;

/**
 * One call of the attention core.
 *
 * @param phase decode appends a token to each sequence and attends to all; prefill attends with all
 *     tokens, which the cache holds already
 * @param attention heads and widths, causal
 * @param kvType stored type of keys and values
 * @param batchSize sequences
 * @param length tokens that each sequence's cache holds during the call
 * @param threads that compute
 */
public record CallShape(
    Phase phase,
    GroupedAttention attention,
    DataType kvType,
    int batchSize,
    int length,
    int threads) {
  /** Refuses what cannot run. */
  public CallShape {
    positive("batch_size", batchSize);
    positive("length", length);
    positive("threads", threads);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** New tokens of each sequence. */
  public int queryLength() {
    return phase == Phase.DECODE ? 1 : length;
  }

  /** Tokens of each sequence before the call. */
  public int contextLength() {
    return length - queryLength();
  }

  /** Pairs of a new token and a key it sees, of one head, all sequences together. */
  public long visiblePairs() {
    long queries = queryLength();
    return batchSize * (queries * contextLength() + queries * (queries + 1) / 2);
  }

  /** Matrix FLOP of the visible pairs: a multiply-add is two. */
  public double flop() {
    return 2.0 * visiblePairs() * attention.queryHeads() * width();
  }

  /** Bytes of the keys and values, each once, int8 with its scales, without padding. */
  public double bytes() {
    double scales = kvType == DataType.INT8 ? 2.0 * Float.BYTES : 0;
    return (double) units() * length * (width() * kvType.bytes() + scales);
  }

  /** Pairs of a sequence and a KV head: streams of keys and values. */
  public long units() {
    return (long) batchSize * attention.kvHeads();
  }

  /** Elements of a key and its value. */
  public int width() {
    return attention.keyDim() + attention.valueDim();
  }

  /** The variant in one word: {@code mha}, {@code gqa} or {@code mqa}. */
  public String variant() {
    String name = attention.variant();
    return name.startsWith("gqa") ? "gqa" : name;
  }
}
