package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels for fp32: 1, 2 or 4 rows of A times four vectors of columns of a full panel.
 *
 * <p>Sums stay in registers: 16 of them, four of B and one of A need the registers of AVX-512; with
 * 16 registers two rows are the most. Every method is written out and calls nothing of our own,
 * because a loop over rows or an array would put the sums into memory, and the compiler refuses to
 * inline more of our methods into one that holds so many vector operations. The distance of B's
 * rows is a constant, because only then are bounds checks moved out of the loop.
 */
final class FloatTiles {
  private static final int B_STRIDE = 64;

  /**
   * The distance of A's rows that has a micro-kernel of its own: a line more than a power of two,
   * lest all rows fall on the same sets of the cache.
   */
  static final int A_STRIDE = MicroKernels.TILE_KEYS + PanelLayout.GRAIN;

  /** Distance of rows of so many numbers: the usual one where they fit. */
  static int strideOf(int numbers) {
    return numbers <= A_STRIDE ? A_STRIDE : PanelLayout.roundUp(numbers, PanelLayout.GRAIN);
  }

  /** Rows of the tallest micro-kernel that the registers allow. */
  static final int MOST_ROWS = COUNT == 16 ? 4 : 2;

  private FloatTiles() {}

  /** All rows, in micro-kernels of 4, 2 and 1. */
  static void rows(Product p, int rows, int a, int b, int c) {
    int row = 0;
    if (MOST_ROWS == 4) {
      for (; row + 4 <= rows; row += 4) {
        if (p.aStride == A_STRIDE) {
          strided4(p, a + row * A_STRIDE, b, p.target(c + row * p.cStride));
        } else {
          rows4(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
        }
        p.finish(4, 4 * COUNT, c + row * p.cStride);
      }
    }
    for (; row + 2 <= rows; row += 2) {
      rows2(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(2, 4 * COUNT, c + row * p.cStride);
    }
    if (row < rows) {
      rows1(p, a + row * p.aStride, b, p.target(c + row * p.cStride));
      p.finish(1, 4 * COUNT, c + row * p.cStride);
    }
  }

  // Two sets of sums, for even and odd rows of B: four chains of multiply-adds would wait for each
  // other.
  private static void rows1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    FloatVector t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int even = p.depth & -2;
    for (int k = 0; k < even; k += 2) {
      FloatVector x = FloatVector.broadcast(FLOATS, as[a + k]);
      s0 = x.fma(fromArray(FLOATS, bs, b + k * B_STRIDE), s0);
      s1 = x.fma(fromArray(FLOATS, bs, b + k * B_STRIDE + COUNT), s1);
      s2 = x.fma(fromArray(FLOATS, bs, b + k * B_STRIDE + 2 * COUNT), s2);
      s3 = x.fma(fromArray(FLOATS, bs, b + k * B_STRIDE + 3 * COUNT), s3);
      FloatVector y = FloatVector.broadcast(FLOATS, as[a + k + 1]);
      t0 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * B_STRIDE), t0);
      t1 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * B_STRIDE + COUNT), t1);
      t2 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * B_STRIDE + 2 * COUNT), t2);
      t3 = y.fma(fromArray(FLOATS, bs, b + (k + 1) * B_STRIDE + 3 * COUNT), t3);
    }
    if (even < p.depth) {
      FloatVector x = FloatVector.broadcast(FLOATS, as[a + even]);
      s0 = x.fma(fromArray(FLOATS, bs, b + even * B_STRIDE), s0);
      s1 = x.fma(fromArray(FLOATS, bs, b + even * B_STRIDE + COUNT), s1);
      s2 = x.fma(fromArray(FLOATS, bs, b + even * B_STRIDE + 2 * COUNT), s2);
      s3 = x.fma(fromArray(FLOATS, bs, b + even * B_STRIDE + 3 * COUNT), s3);
    }
    float[] cs = p.target;
    s0.add(t0).intoArray(cs, c);
    s1.add(t1).intoArray(cs, c + COUNT);
    s2.add(t2).intoArray(cs, c + 2 * COUNT);
    s3.add(t3).intoArray(cs, c + 3 * COUNT);
  }

  private static void rows2(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
    FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int depth = p.depth;
    int stride = p.aStride;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * B_STRIDE);
      FloatVector b1 = fromArray(FLOATS, bs, b + k * B_STRIDE + COUNT);
      FloatVector b2 = fromArray(FLOATS, bs, b + k * B_STRIDE + 2 * COUNT);
      FloatVector b3 = fromArray(FLOATS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + stride + k]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
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

  private static void rows4(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
    FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
    FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
    FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int depth = p.depth;
    int stride = p.aStride;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * B_STRIDE);
      FloatVector b1 = fromArray(FLOATS, bs, b + k * B_STRIDE + COUNT);
      FloatVector b2 = fromArray(FLOATS, bs, b + k * B_STRIDE + 2 * COUNT);
      FloatVector b3 = fromArray(FLOATS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + stride + k]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 2 * stride + k]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 3 * stride + k]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
    }
    float[] cs = p.target;
    int c1 = c + p.targetStride;
    int c2 = c1 + p.targetStride;
    int c3 = c2 + p.targetStride;
    s00.intoArray(cs, c);
    s01.intoArray(cs, c + COUNT);
    s02.intoArray(cs, c + 2 * COUNT);
    s03.intoArray(cs, c + 3 * COUNT);
    s10.intoArray(cs, c1);
    s11.intoArray(cs, c1 + COUNT);
    s12.intoArray(cs, c1 + 2 * COUNT);
    s13.intoArray(cs, c1 + 3 * COUNT);
    s20.intoArray(cs, c2);
    s21.intoArray(cs, c2 + COUNT);
    s22.intoArray(cs, c2 + 2 * COUNT);
    s23.intoArray(cs, c2 + 3 * COUNT);
    s30.intoArray(cs, c3);
    s31.intoArray(cs, c3 + COUNT);
    s32.intoArray(cs, c3 + 2 * COUNT);
    s33.intoArray(cs, c3 + 3 * COUNT);
  }

  /**
   * The same with a constant distance of A's rows, so that one register addresses them all: a tenth
   * to a fifth faster where rows are long.
   */
  private static void strided4(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
    FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
    FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
    FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    int depth = p.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = fromArray(FLOATS, bs, b + k * B_STRIDE);
      FloatVector b1 = fromArray(FLOATS, bs, b + k * B_STRIDE + COUNT);
      FloatVector b2 = fromArray(FLOATS, bs, b + k * B_STRIDE + 2 * COUNT);
      FloatVector b3 = fromArray(FLOATS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + A_STRIDE + k]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 2 * A_STRIDE + k]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 3 * A_STRIDE + k]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
    }
    float[] cs = p.target;
    int c1 = c + p.targetStride;
    int c2 = c1 + p.targetStride;
    int c3 = c2 + p.targetStride;
    s00.intoArray(cs, c);
    s01.intoArray(cs, c + COUNT);
    s02.intoArray(cs, c + 2 * COUNT);
    s03.intoArray(cs, c + 3 * COUNT);
    s10.intoArray(cs, c1);
    s11.intoArray(cs, c1 + COUNT);
    s12.intoArray(cs, c1 + 2 * COUNT);
    s13.intoArray(cs, c1 + 3 * COUNT);
    s20.intoArray(cs, c2);
    s21.intoArray(cs, c2 + COUNT);
    s22.intoArray(cs, c2 + 2 * COUNT);
    s23.intoArray(cs, c2 + 3 * COUNT);
    s30.intoArray(cs, c3);
    s31.intoArray(cs, c3 + COUNT);
    s32.intoArray(cs, c3 + 2 * COUNT);
    s33.intoArray(cs, c3 + 3 * COUNT);
  }
}
