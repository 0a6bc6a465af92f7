package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Words of bf16 or int8 to fp32. An int8 has still to be multiplied by its scale. */
final class Widening {
  private Widening() {}

  /** The first of the two bf16 of each word: a float's upper half is a bf16. */
  static FloatVector evenBf16(IntVector words) {
    return words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /** The second of the two bf16 of each word. */
  static FloatVector oddBf16(IntVector words) {
    return words.lanewise(VectorOperators.AND, 0xffff0000).reinterpretAsFloats();
  }

  /** The int8 of each word that a shift by {@code left} bits brings to the top. */
  static FloatVector int8(IntVector words, int left) {
    IntVector atTop = left == 0 ? words : words.lanewise(VectorOperators.LSHL, left);
    return (FloatVector) atTop.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
  }

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
        evenBf16(w).intoArray(target, first + column);
        oddBf16(w).intoArray(target, first + width + column);
      }
    }
  }

  private static void int8Panel(
      int[] words, int from, int wordRows, int width, float[] target, int to) {
    for (int row = 0; row < wordRows; row++) {
      int first = to + 4 * row * width;
      for (int column = 0; column < width; column += COUNT) {
        IntVector w = IntVector.fromArray(INTS, words, from + row * width + column);
        int8(w, 24).intoArray(target, first + column);
        int8(w, 16).intoArray(target, first + width + column);
        int8(w, 8).intoArray(target, first + 2 * width + column);
        int8(w, 0).intoArray(target, first + 3 * width + column);
      }
    }
  }
}
