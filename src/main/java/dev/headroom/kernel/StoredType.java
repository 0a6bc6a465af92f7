package dev.headroom.kernel;

import dev.headroom.workload.DataType;

/**
 * How numbers are stored in 32-bit words: one fp32, two bf16 or four int8 a word, the first in the
 * lowest bits.
 *
 * <p>An int8 is {@code x / scale} rounded to the nearest integer (ties to even), where {@code scale
 * = max|x| / 127} over one head's key or value; so it is off by at most half a scale. A bf16 is
 * rounded to the nearest (ties to even), off by at most {@code 2⁻⁸·|x|}; a number that would round
 * to infinity becomes the largest finite one.
 */
final class StoredType {
  private static final int LARGEST_BF16 = 0x7f7f;

  private StoredType() {}

  static int perWord(DataType type) {
    return switch (type) {
      case FP32 -> 1;
      case BF16 -> 2;
      case INT8 -> 4;
      default ->
          throw new IllegalArgumentException(
              "kv_cache_dtype: must be fp32, bf16 or int8, was " + type.key());
    };
  }

  static int toBf16(float x) {
    int bits = Float.floatToRawIntBits(x);
    int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
    boolean overflows = (rounded & 0x7fff) > LARGEST_BF16 && Float.isFinite(x);
    return overflows ? (rounded & 0x8000) | LARGEST_BF16 : rounded;
  }

  static float scale(float[] source, int offset, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(source[offset + i]));
    }
    float scale = largest / 127;
    // Below the normal numbers its reciprocal overflows; such a vector is stored as zeros.
    return scale < Float.MIN_NORMAL ? 0 : scale;
  }

  static int toInt8(float x, float scale) {
    return scale == 0 ? 0 : (int) Math.rint(x / scale);
  }

  /** The word with one of its numbers replaced. */
  static int with(int word, int place, int perWord, int number) {
    int bits = 32 / perWord;
    int shift = place * bits;
    int mask = ((1 << bits) - 1) << shift;
    return (word & ~mask) | ((number << shift) & mask);
  }

  /** One of a word's numbers; that of an int8 has still to be multiplied by its scale. */
  static float number(int word, int place, int perWord) {
    if (perWord == 2) {
      return Float.intBitsToFloat(place == 0 ? word << 16 : word & 0xffff0000);
    }
    return (byte) (word >> (8 * place));
  }
}
