package dev.headroom.kernel;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;

/**
 * Keys and values of one layer for a batch of sequences of any lengths up to a capacity, appended
 * to in place.
 *
 * <p>Stored as fp32, bf16 or int8, in panels that a vector kernel streams ({@link PanelLayout});
 * numbers are rounded once, when they are appended. One cache belongs to one thread at a time:
 * kernels share it among their own threads, callers must not.
 */
public final class KvCache {
  private final GroupedAttention attention;
  private final DataType type;
  private final int capacity;
  private final VisibleKeys visible;
  private final int[] lengths;
  private final PanelLayout layout;
  private final PanelStore keys;
  private final PanelStore values;

  private KvCache(GroupedAttention attention, DataType type, int batchSize, int capacity) {
    this.attention = attention;
    visible = VisibleKeys.of(attention.mask());
    this.type = type;
    this.capacity = capacity;
    lengths = new int[batchSize];
    int padded = PanelLayout.roundUp(capacity, PanelLayout.WIDTH);
    layout =
        new PanelLayout(attention.keyDim(), attention.valueDim(), padded, StoredType.perWord(type));
    int units = Math.multiplyExact(batchSize, attention.kvHeads());
    keys = new PanelStore("keys of the cache", type, units, layout.keyWords(), padded);
    values = new PanelStore("values of the cache", type, units, layout.valueWords(), padded);
  }

  /**
   * An empty cache.
   *
   * @param attention heads, widths and mask of the layer
   * @param type stored type: {@code FP32}, {@code BF16} or {@code INT8} with a scale for each key
   *     and value of a head
   * @param batchSize sequences, at least 1
   * @param capacity tokens that each sequence has room for, at least 1
   * @throws IllegalArgumentException if a value is out of range, the mask is one that {@link
   *     VisibleKeys} refuses, or the keys or values would need more than 2³¹ words of 4 bytes
   */
  public static KvCache allocate(
      GroupedAttention attention, DataType type, int batchSize, int capacity) {
    Require.positive("batch_size", batchSize);
    Require.positive("capacity", capacity);
    if (capacity > (1 << 30)) {
      throw new IllegalArgumentException("capacity: must be at most 2^30, was " + capacity);
    }
    return new KvCache(attention, type, batchSize, capacity);
  }

  /** Heads, widths and mask of the layer. */
  public GroupedAttention attention() {
    return attention;
  }

  /** The keys that a query sees. */
  public VisibleKeys visible() {
    return visible;
  }

  /** The stored type. */
  public DataType type() {
    return type;
  }

  /** Sequences. */
  public int batchSize() {
    return lengths.length;
  }

  /** Tokens that each sequence has room for. */
  public int capacity() {
    return capacity;
  }

  /** Tokens of a sequence. */
  public int length(int sequence) {
    return lengths[sequence];
  }

  /**
   * Bytes of the keys and values of {@code tokens} tokens of one sequence, scales included, padding
   * not.
   */
  public long bytes(long tokens) {
    long elements = (long) attention.keyDim() + attention.valueDim();
    long scales = type == DataType.INT8 ? 2L * Float.BYTES : 0;
    return tokens * attention.kvHeads() * (elements * type.bits() / 8 + scales);
  }

  /**
   * Appends new tokens to the sequences.
   *
   * @param added new tokens of each sequence
   * @param newKeys {@code [rows][kvHeads][keyDim]}
   * @param newValues {@code [rows][kvHeads][valueDim]}
   * @throws IllegalArgumentException if an array is too short or a sequence would outgrow the
   *     capacity; the cache is then as it was
   */
  public void append(QueryLengths added, float[] newKeys, float[] newValues) {
    checkAppend(added, newKeys, newValues);
    for (int sequence = 0; sequence < lengths.length; sequence++) {
      for (int kvHead = 0; kvHead < attention.kvHeads(); kvHead++) {
        write(sequence, kvHead, added, newKeys, newValues);
      }
    }
    commit(added);
  }

  /**
   * Forgets a sequence's tokens from {@code length} on; 0 makes room for another sequence.
   *
   * @throws IllegalArgumentException if there is no such sequence or it is shorter
   */
  public void truncate(int sequence, int length) {
    Require.index("sequence", sequence, lengths.length);
    Require.index("length", length, lengths[sequence] + 1L);
    lengths[sequence] = length;
  }

  /** An element of a key as it is stored. */
  public double key(int sequence, int kvHead, int token, int element) {
    return keys.get(
        unit(sequence, kvHead), token, layout.keyWord(token, element), element % layout.perWord());
  }

  /** An element of a value as it is stored. */
  public double value(int sequence, int kvHead, int token, int element) {
    return values.get(
        unit(sequence, kvHead), token, layout.valueWord(token, element), token % layout.perWord());
  }

  /** Where keys and values lie, for kernels. */
  public PanelLayout layout() {
    return layout;
  }

  /** The stored keys, for kernels. */
  public PanelStore keys() {
    return keys;
  }

  /** The stored values, for kernels. */
  public PanelStore values() {
    return values;
  }

  /** Number of a KV head of a sequence among all. */
  public int unit(int sequence, int kvHead) {
    return sequence * attention.kvHeads() + kvHead;
  }

  /**
   * First third of {@link #append}, for kernels that share the work among threads: checks
   * everything and changes nothing.
   *
   * @throws IllegalArgumentException as {@link #append}
   */
  public void checkAppend(QueryLengths added, float[] newKeys, float[] newValues) {
    checkBatch(added);
    long heads = (long) added.rows() * attention.kvHeads();
    Require.atLeast("keys", newKeys, heads * attention.keyDim());
    Require.atLeast("values", newValues, heads * attention.valueDim());
    for (int sequence = 0; sequence < lengths.length; sequence++) {
      long length = (long) lengths[sequence] + added.tokens(sequence);
      if (length > capacity) {
        throw new IllegalArgumentException(
            "sequence "
                + sequence
                + ": must be at most "
                + capacity
                + " tokens long, the capacity, would be "
                + length);
      }
    }
  }

  /**
   * Second third of {@link #append}: one KV head's part of one sequence. Different ones may be
   * written at once.
   */
  public void write(
      int sequence, int kvHead, QueryLengths added, float[] newKeys, float[] newValues) {
    for (int i = 0; i < added.tokens(sequence); i++) {
      int row = (added.firstRow(sequence) + i) * attention.kvHeads() + kvHead;
      int token = lengths[sequence] + i;
      writeKey(unit(sequence, kvHead), token, newKeys, row * attention.keyDim());
      writeValue(unit(sequence, kvHead), token, newValues, row * attention.valueDim());
    }
  }

  /** Last third of {@link #append}: the tokens written become part of their sequences. */
  public void commit(QueryLengths added) {
    for (int sequence = 0; sequence < lengths.length; sequence++) {
      lengths[sequence] += added.tokens(sequence);
    }
  }

  void checkBatch(QueryLengths queryLengths) {
    if (queryLengths.batchSize() != lengths.length) {
      throw new IllegalArgumentException(
          "batch_size: must be the cache's "
              + lengths.length
              + ", was "
              + queryLengths.batchSize());
    }
  }

  private void writeKey(int unit, int token, float[] source, int offset) {
    float scale = keys.rescale(unit, token, source, offset, attention.keyDim());
    keys.putColumn(unit, layout.keyWord(token, 0), source, offset, attention.keyDim(), scale);
  }

  private void writeValue(int unit, int token, float[] source, int offset) {
    int width = attention.valueDim();
    float scale = values.rescale(unit, token, source, offset, width);
    for (int i = 0; i < width; i += layout.valuePanelWidth(i)) {
      int index = (int) (values.offset(unit) + layout.valueWord(token, i));
      int count = Math.min(layout.valuePanelWidth(i), width - i);
      values.putRow(index, token % layout.perWord(), source, offset + i, count, scale);
    }
  }
}
