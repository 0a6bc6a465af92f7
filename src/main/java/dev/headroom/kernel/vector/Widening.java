package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Words of bf16 or int8 to fp32. A bf16 is the upper half of a float; an int8 is brought to the top
 * and shifted down with its sign, and has still to be multiplied by its scale.
 */
final class Widening {
  private static final int UPPER_HALF = 0xffff0000;

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
    for (int row = 0; row < wordRows; row++) {
      int first = to + 4 * row * width;
      for (int column = 0; column < width; column += COUNT) {
        IntVector w = IntVector.fromArray(INTS, words, from + row * width + column);
        ((FloatVector) w.lanewise(LSHL, 24).lanewise(ASHR, 24).convert(I2F, 0))
            .intoArray(target, first + column);
        ((FloatVector) w.lanewise(LSHL, 16).lanewise(ASHR, 24).convert(I2F, 0))
            .intoArray(target, first + width + column);
        ((FloatVector) w.lanewise(LSHL, 8).lanewise(ASHR, 24).convert(I2F, 0))
            .intoArray(target, first + 2 * width + column);
        ((FloatVector) w.lanewise(ASHR, 24).convert(I2F, 0))
            .intoArray(target, first + 3 * width + column);
      }
    }
  }
}
