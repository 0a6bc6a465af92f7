package dev.headroom.kernel;

import dev.headroom.workload.DataType;

/**
 * The words of a cache's keys or of its values, as vector kernels read them. Those of one KV head
 * of one sequence, a <i>unit</i>, lie together as {@link PanelLayout} says.
 */
public final class PanelStore {
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_WORDS = {};

  private final int perWord;
  private final long unitWords;
  private final int capacity;
  private final float[] floats;
  private final int[] words;
  private final float[] scales;

  PanelStore(String name, DataType type, int units, long unitWords, int capacity) {
    this.perWord = StoredType.perWord(type);
    this.unitWords = unitWords;
    this.capacity = capacity;
    long total = units * unitWords;
    floats = perWord == 1 ? AlignedArrays.floats(name, total) : NO_FLOATS;
    words = perWord == 1 ? NO_WORDS : AlignedArrays.ints(name, total);
    scales =
        perWord == 4 ? AlignedArrays.floats(name + " scales", (long) units * capacity) : NO_FLOATS;
  }

  /** The fp32 numbers; empty if the cache stores another type. */
  public float[] floats() {
    return floats;
  }

  /** The words of bf16 or int8 numbers; empty if the cache stores fp32. */
  public int[] words() {
    return words;
  }

  /** The scale of each token's int8 vector; empty if the cache stores another type. */
  public float[] scales() {
    return scales;
  }

  /** Index of a unit's first word. */
  public int offset(int unit) {
    return (int) (AlignedArrays.OFFSET + unit * unitWords);
  }

  /** Index of the scale of a unit's first token. */
  public int scaleOffset(int unit) {
    return AlignedArrays.OFFSET + unit * capacity;
  }

  /** Sets, before a vector is put, the scale that its numbers are divided by. */
  float rescale(int unit, int token, float[] source, int offset, int count) {
    if (perWord != 4) {
      return 1;
    }
    float scale = StoredType.scale(source, offset, count);
    scales[scaleOffset(unit) + token] = scale;
    return scale;
  }

  /** Writes a key: numbers that run down a panel's column, whole words from {@code word} on. */
  void putColumn(int unit, long word, float[] source, int offset, int count, float scale) {
    int first = (int) (offset(unit) + word);
    if (perWord == 1) {
      for (int i = 0; i < count; i++) {
        floats[first + i * PanelLayout.WIDTH] = source[offset + i];
      }
      return;
    }
    for (int i = 0; i < count; i += perWord) {
      int packed = 0;
      for (int place = 0; place < Math.min(perWord, count - i); place++) {
        packed = StoredType.with(packed, place, perWord, stored(source[offset + i + place], scale));
      }
      words[first + i / perWord * PanelLayout.WIDTH] = packed;
    }
  }

  /** Writes a value's part in a panel: numbers along a row, each at {@code place} in its word. */
  void putRow(int index, int place, float[] source, int offset, int count, float scale) {
    if (perWord == 1) {
      System.arraycopy(source, offset, floats, index, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      int number = stored(source[offset + i], scale);
      words[index + i] = StoredType.with(words[index + i], place, perWord, number);
    }
  }

  private int stored(float number, float scale) {
    return perWord == 2 ? StoredType.toBf16(number) : StoredType.toInt8(number, scale);
  }

  double get(int unit, int token, long word, int place) {
    int index = (int) (offset(unit) + word);
    if (perWord == 1) {
      return floats[index];
    }
    float number = StoredType.number(words[index], place, perWord);
    return perWord == 2 ? number : (double) number * scales[scaleOffset(unit) + token];
  }
}
