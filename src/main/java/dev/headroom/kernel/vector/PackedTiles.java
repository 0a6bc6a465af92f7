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
 * Micro-kernels that widen bf16 and int8 in registers: 1, 2 or 4 rows of A. With many rows it is
 * cheaper to widen a panel once, see {@link Widening}, which also says how; the expressions are
 * repeated here for the reason given at {@link FloatTiles}.
 *
 * <p>A must be padded with zeros up to whole words of B. Where there are many conversions a call
 * takes fewer columns and rows: more of them would be more than the compiler inlines, and what it
 * leaves out runs a hundred times slower.
 */
final class PackedTiles {
  private static final int B_STRIDE = 64;
  private static final int UPPER_HALF = 0xffff0000;

  private PackedTiles() {}

  /** All rows times bf16, in micro-kernels of 4, 2 and 1. */
  static void bf16Rows(Product p, int rows, int a, int b, int c) {
    int row = 0;
    if (FloatTiles.MOST_ROWS == 4) {
      for (; row + 4 <= rows; row += 4) {
        bf16Rows4(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
        p.finish(4, 2 * COUNT, c + row * p.cStride);
        bf16Rows4(p, a + row * p.aStride, b + 2 * COUNT, p.target(c + row * p.cStride + 2 * COUNT));
        p.finish(4, 2 * COUNT, c + row * p.cStride + 2 * COUNT);
      }
    }
    for (; row + 2 <= rows; row += 2) {
      bf16Rows2(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(2, 4 * COUNT, c + row * p.cStride);
    }
    if (row < rows) {
      bf16Rows1(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(1, 4 * COUNT, c + row * p.cStride);
    }
  }

  /** All rows times int8, in micro-kernels of 2 and 1; a vector of columns. */
  static void int8Rows(Product p, int rows, int a, int b, int c) {
    int row = 0;
    for (; row + 2 <= rows; row += 2) {
      int8Rows2(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(2, COUNT, c + row * p.cStride);
    }
    if (row < rows) {
      int8Rows1(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(1, COUNT, c + row * p.cStride);
    }
  }

  /** One row times bf16. */
  private static void bf16Rows1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
    FloatVector t00 = zero, t01 = zero, t02 = zero, t03 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 1) / 2;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      IntVector w2 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 2 * COUNT);
      IntVector w3 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector b00 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b01 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b02 = w2.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b03 = w3.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector a00 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      s00 = a00.fma(b00, s00);
      s01 = a00.fma(b01, s01);
      s02 = a00.fma(b02, s02);
      s03 = a00.fma(b03, s03);
      FloatVector b10 = w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b11 = w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b12 = w2.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b13 = w3.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector a10 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      t00 = a10.fma(b10, t00);
      t01 = a10.fma(b11, t01);
      t02 = a10.fma(b12, t02);
      t03 = a10.fma(b13, t03);
    }
    float[] cs = p.target;
    s00.add(t00).intoArray(cs, c);
    s01.add(t01).intoArray(cs, c + COUNT);
    s02.add(t02).intoArray(cs, c + 2 * COUNT);
    s03.add(t03).intoArray(cs, c + 3 * COUNT);
  }

  /** Two rows times bf16. */
  private static void bf16Rows2(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
    FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int stride = p.aStride;
    int wordRows = (p.depth + 1) / 2;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      IntVector w2 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 2 * COUNT);
      IntVector w3 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector b00 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b01 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b02 = w2.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b03 = w3.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector a00 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      s00 = a00.fma(b00, s00);
      s01 = a00.fma(b01, s01);
      s02 = a00.fma(b02, s02);
      s03 = a00.fma(b03, s03);
      FloatVector a01 = FloatVector.broadcast(FLOATS, as[a + stride + 2 * k]);
      s10 = a01.fma(b00, s10);
      s11 = a01.fma(b01, s11);
      s12 = a01.fma(b02, s12);
      s13 = a01.fma(b03, s13);
      FloatVector b10 = w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b11 = w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b12 = w2.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b13 = w3.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector a10 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      s00 = a10.fma(b10, s00);
      s01 = a10.fma(b11, s01);
      s02 = a10.fma(b12, s02);
      s03 = a10.fma(b13, s03);
      FloatVector a11 = FloatVector.broadcast(FLOATS, as[a + stride + 2 * k + 1]);
      s10 = a11.fma(b10, s10);
      s11 = a11.fma(b11, s11);
      s12 = a11.fma(b12, s12);
      s13 = a11.fma(b13, s13);
    }
    float[] cs = p.target;
    int c1 = c + p.targetStride;
    s00.intoArray(cs, c);
    s01.intoArray(cs, c + COUNT);
    s02.intoArray(cs, c + 2 * COUNT);
    s03.intoArray(cs, c + 3 * COUNT);
    s10.intoArray(cs, c1);
    s11.intoArray(cs, c1 + COUNT);
    s12.intoArray(cs, c1 + 2 * COUNT);
    s13.intoArray(cs, c1 + 3 * COUNT);
  }

  /** Four rows times bf16, half of the columns. */
  private static void bf16Rows4(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero;
    FloatVector s10 = zero, s11 = zero;
    FloatVector s20 = zero, s21 = zero;
    FloatVector s30 = zero, s31 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int stride = p.aStride;
    int wordRows = (p.depth + 1) / 2;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      FloatVector b00 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector b01 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector a00 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      s00 = a00.fma(b00, s00);
      s01 = a00.fma(b01, s01);
      FloatVector a01 = FloatVector.broadcast(FLOATS, as[a + stride + 2 * k]);
      s10 = a01.fma(b00, s10);
      s11 = a01.fma(b01, s11);
      FloatVector a02 = FloatVector.broadcast(FLOATS, as[a + 2 * stride + 2 * k]);
      s20 = a02.fma(b00, s20);
      s21 = a02.fma(b01, s21);
      FloatVector a03 = FloatVector.broadcast(FLOATS, as[a + 3 * stride + 2 * k]);
      s30 = a03.fma(b00, s30);
      s31 = a03.fma(b01, s31);
      FloatVector b10 = w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector b11 = w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector a10 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      s00 = a10.fma(b10, s00);
      s01 = a10.fma(b11, s01);
      FloatVector a11 = FloatVector.broadcast(FLOATS, as[a + stride + 2 * k + 1]);
      s10 = a11.fma(b10, s10);
      s11 = a11.fma(b11, s11);
      FloatVector a12 = FloatVector.broadcast(FLOATS, as[a + 2 * stride + 2 * k + 1]);
      s20 = a12.fma(b10, s20);
      s21 = a12.fma(b11, s21);
      FloatVector a13 = FloatVector.broadcast(FLOATS, as[a + 3 * stride + 2 * k + 1]);
      s30 = a13.fma(b10, s30);
      s31 = a13.fma(b11, s31);
    }
    float[] cs = p.target;
    int c1 = c + p.targetStride;
    int c2 = c1 + p.targetStride;
    int c3 = c2 + p.targetStride;
    s00.intoArray(cs, c);
    s01.intoArray(cs, c + COUNT);
    s10.intoArray(cs, c1);
    s11.intoArray(cs, c1 + COUNT);
    s20.intoArray(cs, c2);
    s21.intoArray(cs, c2 + COUNT);
    s30.intoArray(cs, c3);
    s31.intoArray(cs, c3 + COUNT);
  }

  /** One row times int8, a vector of columns. */
  private static void int8Rows1(Product p, int a, int b, int c) {
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
      IntVector w = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
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

  /** Two rows times int8, a vector of columns. */
  private static void int8Rows2(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, t0 = zero;
    FloatVector s1 = zero, t1 = zero;
    IntVector low = IntVector.broadcast(INTS, Widening.LOW);
    IntVector high = IntVector.broadcast(INTS, Widening.HIGH);
    IntVector lowBase = IntVector.broadcast(INTS, Widening.LOW_BASE);
    IntVector highBase = IntVector.broadcast(INTS, Widening.HIGH_BASE);
    FloatVector lowZero = FloatVector.broadcast(FLOATS, Widening.LOW_ZERO);
    FloatVector highZero = FloatVector.broadcast(FLOATS, Widening.HIGH_ZERO);
    float[] as = p.a;
    int[] bs = p.words;
    int stride = p.aStride;
    int wordRows = (p.depth + 3) / 4;
    for (int k = 0; k < wordRows; k++) {
      IntVector w = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector v = w.lanewise(LSHR, 16);
      FloatVector b0 =
          w.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      s0 = FloatVector.broadcast(FLOATS, as[a + 4 * k]).fma(b0, s0);
      s1 = FloatVector.broadcast(FLOATS, as[a + stride + 4 * k]).fma(b0, s1);
      FloatVector b1 =
          w.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      t0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 1]).fma(b1, t0);
      t1 = FloatVector.broadcast(FLOATS, as[a + stride + 4 * k + 1]).fma(b1, t1);
      FloatVector b2 =
          v.lanewise(AND, low).lanewise(XOR, lowBase).reinterpretAsFloats().sub(lowZero);
      s0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 2]).fma(b2, s0);
      s1 = FloatVector.broadcast(FLOATS, as[a + stride + 4 * k + 2]).fma(b2, s1);
      FloatVector b3 =
          v.lanewise(AND, high).lanewise(XOR, highBase).reinterpretAsFloats().sub(highZero);
      t0 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 3]).fma(b3, t0);
      t1 = FloatVector.broadcast(FLOATS, as[a + stride + 4 * k + 3]).fma(b3, t1);
    }
    s0.add(t0).intoArray(p.target, c);
    s1.add(t1).intoArray(p.target, c + p.targetStride);
  }
}
