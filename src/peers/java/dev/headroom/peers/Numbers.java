package dev.headroom.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Inputs that everyone can make again from their place: evenly distributed from −1 to 1. */
final class Numbers {
  // Bytes of a cache line, so that no vector of a peer lies across two.
  private static final int LINE = 64;

  private Numbers() {}

  /** The number at a place of the tensor with this seed. */
  static float at(int seed, long place) {
    long z = (place + ((long) seed << 40)) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (z >>> 32) * 0x1p-31f;
  }

  static float[] array(int seed, int count, float factor) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = factor * at(seed, i);
    }
    return numbers;
  }

  /** Memory outside of the heap for so many numbers, zeroed, which native code may use as long as the buffer lives. */
  static ByteBuffer bytes(int count) {
    int bytes = Math.multiplyExact(count, Float.BYTES);
    return ByteBuffer.allocateDirect(bytes + LINE)
        .alignedSlice(LINE)
        .limit(bytes)
        .slice()
        .order(ByteOrder.nativeOrder());
  }

  static FloatBuffer outside(int count) {
    return bytes(count).asFloatBuffer();
  }

  static FloatBuffer outside(float[] numbers) {
    FloatBuffer buffer = outside(numbers.length);
    buffer.put(0, numbers);
    return buffer;
  }

  static float[] copy(FloatBuffer buffer) {
    float[] numbers = new float[buffer.limit()];
    buffer.get(0, numbers);
    return numbers;
  }

  /** From {@code [batch][a][b][width]} to {@code [batch][b][a][width]}. */
  static float[] swapped(float[] numbers, int batch, int a, int b, int width) {
    float[] swapped = new float[numbers.length];
    for (int s = 0; s < batch; s++) {
      for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
          int from = ((s * a + i) * b + j) * width;
          System.arraycopy(numbers, from, swapped, ((s * b + j) * a + i) * width, width);
        }
      }
    }
    return swapped;
  }
}
