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
 * Micro-kernels that widen panels of 32 and 16 columns of bf16 and int8 in registers, one row of A
 * at a time; with more than {@link dev.headroom.kernel.MicroKernels#NARROW_PACKED_ROWS} rows a
 * panel is widened once instead. A must be padded with zeros up to whole words of B, see {@link
 * PackedTiles}. Unrolled for the reason given at {@link NarrowTiles}.
 */
final class NarrowPackedTiles {
  private static final int HALF = NarrowTiles.HALF;
  private static final int QUARTER = 16;
  private static final int UPPER_HALF = 0xffff0000;

  private NarrowPackedTiles() {}

  /** All rows and columns. */
  static void rows(Product p, int perWord, int rows, int a, int b, int c, int width) {
    int vectors = width == HALF && perWord == 2 ? 2 : 1;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column += vectors * COUNT) {
        int first = c + row * p.cStride + column;
        row(p, perWord, a + row * p.aStride, b + column, p.target(first), width);
        p.finish(1, vectors * COUNT, first);
      }
    }
  }

  private static void row(Product p, int perWord, int a, int b, int c, int width) {
    if (perWord == 2) {
      if (width == HALF) {
        bf16Half(p, a, b, c);
      } else {
        bf16Quarter(p, a, b, c);
      }
    } else if (width == HALF) {
      int8Half(p, a, b, c);
    } else {
      int8Quarter(p, a, b, c);
    }
  }

  private static void bf16Half(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, t0 = zero, t1 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 1) / 2;
    int whole = wordRows & -2;
    for (int k = 0; k < whole; k += 2) {
      IntVector w00 = IntVector.fromArray(INTS, bs, b + k * HALF);
      IntVector w01 = IntVector.fromArray(INTS, bs, b + k * HALF + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      FloatVector b00 = w00.lanewise(LSHL, 16).reinterpretAsFloats();
      s0 = a0.fma(b00, s0);
      FloatVector b01 = w01.lanewise(LSHL, 16).reinterpretAsFloats();
      s1 = a0.fma(b01, s1);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      FloatVector b10 = w00.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t0 = a1.fma(b10, t0);
      FloatVector b11 = w01.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t1 = a1.fma(b11, t1);
      IntVector w10 = IntVector.fromArray(INTS, bs, b + (k + 1) * HALF);
      IntVector w11 = IntVector.fromArray(INTS, bs, b + (k + 1) * HALF + COUNT);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 2]);
      FloatVector b20 = w10.lanewise(LSHL, 16).reinterpretAsFloats();
      s0 = a2.fma(b20, s0);
      FloatVector b21 = w11.lanewise(LSHL, 16).reinterpretAsFloats();
      s1 = a2.fma(b21, s1);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 3]);
      FloatVector b30 = w10.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t0 = a3.fma(b30, t0);
      FloatVector b31 = w11.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t1 = a3.fma(b31, t1);
    }
    for (int k = whole; k < wordRows; k++) {
      IntVector w00 = IntVector.fromArray(INTS, bs, b + k * HALF);
      IntVector w01 = IntVector.fromArray(INTS, bs, b + k * HALF + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      FloatVector b00 = w00.lanewise(LSHL, 16).reinterpretAsFloats();
      s0 = a0.fma(b00, s0);
      FloatVector b01 = w01.lanewise(LSHL, 16).reinterpretAsFloats();
      s1 = a0.fma(b01, s1);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      FloatVector b10 = w00.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t0 = a1.fma(b10, t0);
      FloatVector b11 = w01.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t1 = a1.fma(b11, t1);
    }
    s0.add(t0).intoArray(p.target, c);
    s1.add(t1).intoArray(p.target, c + COUNT);
  }

  private static void bf16Quarter(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, t0 = zero, u0 = zero, v0 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 1) / 2;
    int whole = wordRows & -2;
    for (int k = 0; k < whole; k += 2) {
      IntVector w00 = IntVector.fromArray(INTS, bs, b + k * QUARTER);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      FloatVector b00 = w00.lanewise(LSHL, 16).reinterpretAsFloats();
      s0 = a0.fma(b00, s0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      FloatVector b10 = w00.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t0 = a1.fma(b10, t0);
      IntVector w10 = IntVector.fromArray(INTS, bs, b + (k + 1) * QUARTER);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 2]);
      FloatVector b20 = w10.lanewise(LSHL, 16).reinterpretAsFloats();
      u0 = a2.fma(b20, u0);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 3]);
      FloatVector b30 = w10.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      v0 = a3.fma(b30, v0);
    }
    for (int k = whole; k < wordRows; k++) {
      IntVector w00 = IntVector.fromArray(INTS, bs, b + k * QUARTER);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      FloatVector b00 = w00.lanewise(LSHL, 16).reinterpretAsFloats();
      s0 = a0.fma(b00, s0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      FloatVector b10 = w00.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      t0 = a1.fma(b10, t0);
    }
    s0.add(t0).add(u0.add(v0)).intoArray(p.target, c);
  }

  /** One vector of the two. */
  private static void int8Half(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, t0 = zero, u0 = zero, v0 = zero;
    IntVector low = IntVector.broadcast(INTS, Widening.LOW);
    IntVector high = IntVector.broadcast(INTS, Widening.HIGH);
    IntVector lowBase = IntVector.broadcast(INTS, Widening.LOW_BASE);
    IntVector highBase = IntVector.broadcast(INTS, Widening.HIGH_BASE);
    FloatVector lowZero = FloatVector.broadcast(FLOATS, Widening.LOW_ZERO);
    FloatVector highZero = FloatVector.broadcast(FLOATS, Widening.HIGH_ZERO);
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 3) / 4;
    for (int k = 0; k < wordRows; k++) {
      IntVector w = IntVector.fromArray(INTS, bs, b + k * HALF);
      IntVector v = w.lanewise(LSHR, 16);
      FloatVector b0 =
          w.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      s0 = FloatVector.broadcast(FLOATS, as[a + 4 * k]).fma(b0, s0);
      FloatVector b1 =
          w.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      t0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 1]).fma(b1, t0);
      FloatVector b2 =
          v.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      u0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 2]).fma(b2, u0);
      FloatVector b3 =
          v.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      v0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 3]).fma(b3, v0);
    }
    s0.add(t0).add(u0.add(v0)).intoArray(p.target, c);
  }

  private static void int8Quarter(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, t0 = zero, u0 = zero, v0 = zero;
    IntVector low = IntVector.broadcast(INTS, Widening.LOW);
    IntVector high = IntVector.broadcast(INTS, Widening.HIGH);
    IntVector lowBase = IntVector.broadcast(INTS, Widening.LOW_BASE);
    IntVector highBase = IntVector.broadcast(INTS, Widening.HIGH_BASE);
    FloatVector lowZero = FloatVector.broadcast(FLOATS, Widening.LOW_ZERO);
    FloatVector highZero = FloatVector.broadcast(FLOATS, Widening.HIGH_ZERO);
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 3) / 4;
    for (int k = 0; k < wordRows; k++) {
      IntVector w = IntVector.fromArray(INTS, bs, b + k * QUARTER);
      IntVector v = w.lanewise(LSHR, 16);
      FloatVector b0 =
          w.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      s0 = FloatVector.broadcast(FLOATS, as[a + 4 * k]).fma(b0, s0);
      FloatVector b1 =
          w.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      t0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 1]).fma(b1, t0);
      FloatVector b2 =
          v.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      u0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 2]).fma(b2, u0);
      FloatVector b3 =
          v.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      v0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 3]).fma(b3, v0);
    }
    s0.add(t0).add(u0.add(v0)).intoArray(p.target, c);
  }
}
