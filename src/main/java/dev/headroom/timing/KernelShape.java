package dev.headroom.timing;

import dev.headroom.hardware.KernelStructure;
import dev.headroom.workload.DataType;

/**
 * One attention call of one layer.
 *
 * @param sequences equal sequences
 * @param lengths new tokens and keys, which include the new tokens
 * @param heads query and KV heads
 * @param widths of one head
 * @param window keys that a query sees at most; 0 for all
 * @param productType in which the products run
 * @param kvType in which keys and values are stored
 */
public record KernelShape(
    long sequences,
    Lengths lengths,
    HeadCounts heads,
    Widths widths,
    long window,
    DataType productType,
    DataType kvType)
    implements Call {
  /** Refuses what is no call. */
  public KernelShape {
    if (sequences < 1 || window < 0) {
      throw new IllegalArgumentException(
          "shape: batch must be at least 1 and window at least 0, were "
              + sequences
              + " and "
              + window);
    }
  }

  /**
   * Tokens.
   *
   * @param query new ones of each sequence
   * @param keys of each sequence, including the new ones
   */
  public record Lengths(long query, long keys) {
    /** Refuses a sequence without new tokens or with fewer keys than new tokens. */
    public Lengths {
      if (query < 1 || keys < query) {
        throw new IllegalArgumentException(
            "lengths: need 1 <= q_len <= kv_len, were " + query + " and " + keys);
      }
    }
  }

  /**
   * Heads.
   *
   * @param query query heads
   * @param kv heads that own keys and values; they divide the query heads
   */
  public record HeadCounts(long query, long kv) {
    /** Refuses heads that do not divide. */
    public HeadCounts {
      if (kv < 1 || query < kv || query % kv != 0) {
        throw new IllegalArgumentException(
            "heads: kv_heads must divide heads, were " + query + " and " + kv);
      }
    }
  }

  /**
   * Widths.
   *
   * @param key of a query or key
   * @param value of a value
   * @param stored elements that are stored for a key and its value: their sum, or the key's width
   *     alone where the value is part of the key (absorbed latent attention)
   */
  public record Widths(long key, long value, long stored) {
    /** Refuses widths below 1. */
    public Widths {
      if (key < 1 || value < 1 || stored < Math.max(key, value)) {
        throw new IllegalArgumentException(
            "widths: must be at least 1, were " + key + ", " + value + ", " + stored);
      }
    }
  }

  /** The same call with products in another type. */
  public KernelShape withProducts(DataType type) {
    return new KernelShape(sequences, lengths, heads, widths, window, type, kvType);
  }

  /** Query heads of a KV head. */
  public long groupSize() {
    return heads.query() / heads.kv();
  }

  /** Keys that some query of a sequence sees. */
  public long visibleKeys() {
    return window == 0 ? lengths.keys() : Math.min(lengths.keys(), window + lengths.query() - 1);
  }

  /** Pairs of a query and a key that it sees, of one sequence and head. */
  public double visiblePairs() {
    double context = lengths.keys() - lengths.query();
    double query = lengths.query();
    if (window == 0) {
      return query * context + query * (query + 1) / 2;
    }
    double ramp = Math.min(Math.max(window - context, 0), query);
    return ramp * context + ramp * (ramp + 1) / 2 + (query - ramp) * window;
  }

  /** FLOP of the products with visible keys and values; a multiply-add is 2. */
  @Override
  public double flop() {
    return 2.0 * sequences * heads.query() * (widths.key() + widths.value()) * visiblePairs();
  }

  /** Bytes of visible keys and values, as stored. */
  public double kvBytes() {
    return sequences * heads.kv() * (double) visibleKeys() * keyBytes();
  }

  /** Bytes stored for one key and its value of one KV head. */
  public double keyBytes() {
    return widths.stored() * kvType.bytes();
  }

  /** Bytes of queries and outputs in two bytes an element. */
  public double queryBytes() {
    return 2.0 * sequences * lengths.query() * heads.query() * (widths.key() + widths.value());
  }

  /** Bytes that any schedule moves: visible keys and values, queries and outputs, once. */
  @Override
  public double compulsoryBytes() {
    return kvBytes() + queryBytes();
  }

  /**
   * The kind of attention: absorbed latents where a key's value is part of it, expanded ones where
   * keys and values have different widths.
   */
  public KernelStructure.Form form() {
    if (widths.stored() < widths.key() + widths.value()) {
      return KernelStructure.Form.ABSORBED;
    }
    return widths.key() == widths.value()
        ? KernelStructure.Form.GROUPED
        : KernelStructure.Form.EXPANDED;
  }

  @Override
  public long[] identity() {
    return new long[] {
      sequences,
      lengths.query(),
      lengths.keys(),
      heads.query(),
      heads.kv(),
      widths.key(),
      widths.value(),
      window
    };
  }

  /** MHA, GQA or MQA; MLA where a key's value is part of it. */
  @Override
  public String variant() {
    if (form() == KernelStructure.Form.ABSORBED) {
      return "mla";
    }
    if (groupSize() == 1) {
      return "mha";
    }
    return heads.kv() == 1 ? "mqa" : "gqa";
  }
}
