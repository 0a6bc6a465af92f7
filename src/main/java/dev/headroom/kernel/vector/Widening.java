package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;
import static dev.headroom.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Words of bf16 or int8 to fp32. A bf16 is the upper half of a float; an int8 s has still to be
 * multiplied by its scale.
 *
 * <p>The byte of an int8, its sign bit turned over, is {@code s + 128}. Written into the mantissa
 * of a power of two whose bits count whole numbers there, it makes that power plus {@code s + 128},
 * which is then subtracted. The Vector API's conversion of integers takes fewer words, but more of
 * what the compiler may inline, and kernels that go beyond that take several times as long.
 */
final class Widening {
  private static final int UPPER_HALF = 0xffff0000;

  /** The lowest byte of a word, which counts ones in the mantissa of 2²³. */
  static final int LOW = 0xff;

  /** 2²³, and the turned sign. */
  static final int LOW_BASE = 0x4b000080;

  static final float LOW_ZERO = 0x1p23f + 128;

  /** The byte above, which counts ones in the mantissa of 2¹⁵. */
  static final int HIGH = 0xff00;

  static final int HIGH_BASE = 0x47008000;

  static final float HIGH_ZERO = 0x1p15f + 128;

  private Widening() {}

  /**
   * A panel, or its first rows, as fp32: {@code [wordRows][width]} words from {@code from} on in
   * the operands' words become {@code [perWord·wordRows][width]} numbers from {@code to} on in
   * their B.
   */
  static void panel(Product p, int from, int wordRows, int width, int perWord, int to) {
    if (perWord == 2) {
      bf16Panel(p.words, from, wordRows, width, p.b, to);
    } else {
      int8Panel(p.words, from, wordRows, width, p.b, to);
    }
  }

  private static void bf16Panel(
      int[] words, int from, int wordRows, int width, float[] target, int to) {
    for (int row = 0; row < wordRows; row++) {
      int first = to + 2 * row * width;
      for (int column = 0; column < width; column += COUNT) {
        IntVector w = IntVector.fromArray(INTS, words, from + row * width + column);
        w.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(target, first + column);
        w.lanewise(AND, UPPER_HALF).reinterpretAsFloats().intoArray(target, first + width + column);
      }
    }
  }

  private static void int8Panel(
      int[] words, int from, int wordRows, int width, float[] target, int to) {
    IntVector low = IntVector.broadcast(INTS, LOW);
    IntVector high = IntVector.broadcast(INTS, HIGH);
    IntVector lowBase = IntVector.broadcast(INTS, LOW_BASE);
    IntVector highBase = IntVector.broadcast(INTS, HIGH_BASE);
    FloatVector lowZero = FloatVector.broadcast(FLOATS, LOW_ZERO);
    FloatVector highZero = FloatVector.broadcast(FLOATS, HIGH_ZERO);
    for (int row = 0; row < wordRows; row++) {
      int first = to + 4 * row * width;
      for (int column = 0; column < width; column += COUNT) {
        IntVector w = IntVector.fromArray(INTS, words, from + row * width + column);
        IntVector v = w.lanewise(LSHR, 16);
        FloatVector b0 = w.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats();
        FloatVector b1 = w.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats();
        FloatVector b2 = v.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats();
        FloatVector b3 = v.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats();
        b0.sub(lowZero).intoArray(target, first + column);
        b1.sub(highZero).intoArray(target, first + width + column);
        b2.sub(lowZero).intoArray(target, first + 2 * width + column);
        b3.sub(highZero).intoArray(target, first + 3 * width + column);
      }
    }
  }
}
