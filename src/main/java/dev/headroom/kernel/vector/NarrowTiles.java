package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.headroom.kernel.MicroKernels;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels for fp32 panels of 32 and 16 columns, the last ones of a tensor whose width is no
 * multiple of 64: 1 or 4 rows of A times two vectors or one. Written out for the reasons given at
 * {@link FloatTiles}, and unrolled until they are too long to be inlined (325 bytes of bytecode):
 * several of them in one method are more than the compiler takes.
 */
final class NarrowTiles {
  /** Columns of the wider of the two kinds of panels. */
  static final int HALF = 32;

  private static final int ROWS = MicroKernels.NARROW_ROWS;
  private static final int QUARTER = 16;

  private NarrowTiles() {}

  /** All rows and columns. */
  static void rows(Product p, int rows, int a, int b, int c, int width) {
    int row = 0;
    for (; row + ROWS <= rows; row += ROWS) {
      int target = c + row * p.cStride;
      if (width == HALF) {
        for (int column = 0; column < HALF; column += 2 * COUNT) {
          half4(p, a + row * p.aStride, b + column, p.target(target + column));
          p.finish(ROWS, 2 * COUNT, target + column);
        }
      } else {
        for (int column = 0; column < QUARTER; column += COUNT) {
          quarter4(p, a + row * p.aStride, b + column, p.target(target + column));
          p.finish(ROWS, COUNT, target + column);
        }
      }
    }
    for (; row < rows; row++) {
      row(p, a + row * p.aStride, b, c + row * p.cStride, width);
    }
  }

  private static void row(Product p, int a, int b, int c, int width) {
    if (width == HALF) {
      for (int column = 0; column < HALF; column += 2 * COUNT) {
        half1(p, a, b + column, p.target(c + column));
        p.finish(1, 2 * COUNT, c + column);
      }
    } else {
      for (int column = 0; column < QUARTER; column += COUNT) {
        quarter1(p, a, b + column, p.target(c + column));
        p.finish(1, COUNT, c + column);
      }
    }
  }

  private static void half1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, t0 = zero, t1 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int whole = p.depth & -4;
    for (int k = 0; k < whole; k += 4) {
      FloatVector x = FloatVector.broadcast(FLOATS, as[a + k]);
      s0 = x.fma(fromArray(FLOATS, bs, b + k * HALF), s0);
      s1 = x.fma(fromArray(FLOATS, bs, b + k * HALF + COUNT), s1);
      FloatVector y = FloatVector.broadcast(FLOATS, as[a + k + 1]);
      t0 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * HALF), t0);
      t1 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * HALF + COUNT), t1);
      FloatVector z = FloatVector.broadcast(FLOATS, as[a + k + 2]);
      s0 = z.fma(fromArray(FLOATS, bs, b + (k + 2) * HALF), s0);
      s1 = z.fma(fromArray(FLOATS, bs, b + (k + 2) * HALF + COUNT), s1);
      FloatVector w = FloatVector.broadcast(FLOATS, as[a + k + 3]);
      t0 = w.fma(fromArray(FLOATS, bs, b + (k + 3) * HALF), t0);
      t1 = w.fma(fromArray(FLOATS, bs, b + (k + 3) * HALF + COUNT), t1);
    }
    for (int k = whole; k < p.depth; k++) {
      FloatVector x = FloatVector.broadcast(FLOATS, as[a + k]);
      s0 = x.fma(fromArray(FLOATS, bs, b + k * HALF), s0);
      s1 = x.fma(fromArray(FLOATS, bs, b + k * HALF + COUNT), s1);
    }
    s0.add(t0).intoArray(p.target, c);
    s1.add(t1).intoArray(p.target, c + COUNT);
  }

  private static void half4(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s10 = zero, s11 = zero;
    FloatVector s20 = zero, s21 = zero, s30 = zero, s31 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int stride = p.aStride;
    int depth = p.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * HALF);
      FloatVector b1 = fromArray(FLOATS, bs, b + k * HALF + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + stride + k]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 2 * stride + k]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 3 * stride + k]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
    }
    float[] cs = p.target;
    int cStride = p.targetStride;
    s00.intoArray(cs, c);
    s01.intoArray(cs, c + COUNT);
    s10.intoArray(cs, c + cStride);
    s11.intoArray(cs, c + cStride + COUNT);
    s20.intoArray(cs, c + 2 * cStride);
    s21.intoArray(cs, c + 2 * cStride + COUNT);
    s30.intoArray(cs, c + 3 * cStride);
    s31.intoArray(cs, c + 3 * cStride + COUNT);
  }

  private static void quarter1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int whole = p.depth & -8;
    for (int k = 0; k < whole; k += 8) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * QUARTER);
      s0 = b0.fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
      FloatVector b1 = fromArray(FLOATS, bs, b + (k + 1) * QUARTER);
      s1 = b1.fma(FloatVector.broadcast(FLOATS, as[a + k + 1]), s1);
      FloatVector b2 = fromArray(FLOATS, bs, b + (k + 2) * QUARTER);
      s2 = b2.fma(FloatVector.broadcast(FLOATS, as[a + k + 2]), s2);
      FloatVector b3 = fromArray(FLOATS, bs, b + (k + 3) * QUARTER);
      s3 = b3.fma(FloatVector.broadcast(FLOATS, as[a + k + 3]), s3);
      FloatVector b4 = fromArray(FLOATS, bs, b + (k + 4) * QUARTER);
      s0 = b4.fma(FloatVector.broadcast(FLOATS, as[a + k + 4]), s0);
      FloatVector b5 = fromArray(FLOATS, bs, b + (k + 5) * QUARTER);
      s1 = b5.fma(FloatVector.broadcast(FLOATS, as[a + k + 5]), s1);
      FloatVector b6 = fromArray(FLOATS, bs, b + (k + 6) * QUARTER);
      s2 = b6.fma(FloatVector.broadcast(FLOATS, as[a + k + 6]), s2);
      FloatVector b7 = fromArray(FLOATS, bs, b + (k + 7) * QUARTER);
      s3 = b7.fma(FloatVector.broadcast(FLOATS, as[a + k + 7]), s3);
    }
    for (int k = whole; k < p.depth; k++) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * QUARTER);
      s0 = b0.fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
    }
    s0.add(s1).add(s2.add(s3)).intoArray(p.target, c);
  }

  private static void quarter4(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    FloatVector t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int stride = p.aStride;
    int even = p.depth & -2;
    for (int k = 0; k < even; k += 2) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * QUARTER);
      s0 = b0.fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
      s1 = b0.fma(FloatVector.broadcast(FLOATS, as[a + stride + k]), s1);
      s2 = b0.fma(FloatVector.broadcast(FLOATS, as[a + 2 * stride + k]), s2);
      s3 = b0.fma(FloatVector.broadcast(FLOATS, as[a + 3 * stride + k]), s3);
      FloatVector b1 = fromArray(FLOATS, bs, b + (k + 1) * QUARTER);
      t0 = b1.fma(FloatVector.broadcast(FLOATS, as[a + k + 1]), t0);
      t1 = b1.fma(FloatVector.broadcast(FLOATS, as[a + stride + k + 1]), t1);
      t2 = b1.fma(FloatVector.broadcast(FLOATS, as[a + 2 * stride + k + 1]), t2);
      t3 = b1.fma(FloatVector.broadcast(FLOATS, as[a + 3 * stride + k + 1]), t3);
    }
    if (even < p.depth) {
      FloatVector b0 = fromArray(FLOATS, bs, b + even * QUARTER);
      s0 = b0.fma(FloatVector.broadcast(FLOATS, as[a + even]), s0);
      s1 = b0.fma(FloatVector.broadcast(FLOATS, as[a + stride + even]), s1);
      s2 = b0.fma(FloatVector.broadcast(FLOATS, as[a + 2 * stride + even]), s2);
      s3 = b0.fma(FloatVector.broadcast(FLOATS, as[a + 3 * stride + even]), s3);
    }
    float[] cs = p.target;
    int cStride = p.targetStride;
    s0.add(t0).intoArray(cs, c);
    s1.add(t1).intoArray(cs, c + cStride);
    s2.add(t2).intoArray(cs, c + 2 * cStride);
    s3.add(t3).intoArray(cs, c + 3 * cStride);
  }
}
