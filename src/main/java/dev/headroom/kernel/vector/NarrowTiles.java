package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;

import dev.headroom.kernel.MicroKernels;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels for a panel narrower than 64 columns, the last one of a tensor whose width is no
 * multiple of 64: 1 or 6 rows of A times one vector of columns.
 */
final class NarrowTiles {
  private NarrowTiles() {}

  /** All rows and columns. */
  static void rows(Product p, int rows, int a, int b, int c, int width) {
    for (int column = 0; column < width; column += COUNT) {
      int row = 0;
      for (; row + MicroKernels.NARROW_ROWS <= rows; row += MicroKernels.NARROW_ROWS) {
        rows6(p, a + row * p.aStride, b + column, c + row * p.cStride + column, width);
      }
      for (; row < rows; row++) {
        rows1(p, a + row * p.aStride, b + column, c + row * p.cStride + column, width);
      }
    }
  }

  // Four sums, each of every fourth row of B, so that they do not wait for each other.
  private static void rows1(Product p, int a, int b, int c, int width) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    float[] ds = p.addend;
    int mask = p.addendMask;
    int k = 0;
    for (; k + 4 <= p.depth; k += 4) {
      int row = b + k * width;
      s0 = FloatVector.fromArray(FLOATS, bs, row).fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
      s1 =
          FloatVector.fromArray(FLOATS, bs, row + width)
              .fma(FloatVector.broadcast(FLOATS, as[a + k + 1]), s1);
      s2 =
          FloatVector.fromArray(FLOATS, bs, row + 2 * width)
              .fma(FloatVector.broadcast(FLOATS, as[a + k + 2]), s2);
      s3 =
          FloatVector.fromArray(FLOATS, bs, row + 3 * width)
              .fma(FloatVector.broadcast(FLOATS, as[a + k + 3]), s3);
    }
    for (; k < p.depth; k++) {
      s0 =
          FloatVector.fromArray(FLOATS, bs, b + k * width)
              .fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
    }
    s0.add(s1).add(s2.add(s3)).add(FloatVector.fromArray(FLOATS, ds, c & mask)).intoArray(p.c, c);
  }

  private static void rows6(Product p, int a, int b, int c, int width) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    float[] as = p.a;
    float[] bs = p.b;
    float[] ds = p.addend;
    int mask = p.addendMask;
    int stride = p.aStride;
    int depth = p.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector column = FloatVector.fromArray(FLOATS, bs, b + k * width);
      s0 = column.fma(FloatVector.broadcast(FLOATS, as[a + k]), s0);
      s1 = column.fma(FloatVector.broadcast(FLOATS, as[a + stride + k]), s1);
      s2 = column.fma(FloatVector.broadcast(FLOATS, as[a + 2 * stride + k]), s2);
      s3 = column.fma(FloatVector.broadcast(FLOATS, as[a + 3 * stride + k]), s3);
      s4 = column.fma(FloatVector.broadcast(FLOATS, as[a + 4 * stride + k]), s4);
      s5 = column.fma(FloatVector.broadcast(FLOATS, as[a + 5 * stride + k]), s5);
    }
    s0.add(FloatVector.fromArray(FLOATS, ds, c & mask)).intoArray(p.c, c);
    s1.add(FloatVector.fromArray(FLOATS, ds, (c + p.cStride) & mask)).intoArray(p.c, c + p.cStride);
    s2.add(FloatVector.fromArray(FLOATS, ds, (c + 2 * p.cStride) & mask))
        .intoArray(p.c, c + 2 * p.cStride);
    s3.add(FloatVector.fromArray(FLOATS, ds, (c + 3 * p.cStride) & mask))
        .intoArray(p.c, c + 3 * p.cStride);
    s4.add(FloatVector.fromArray(FLOATS, ds, (c + 4 * p.cStride) & mask))
        .intoArray(p.c, c + 4 * p.cStride);
    s5.add(FloatVector.fromArray(FLOATS, ds, (c + 5 * p.cStride) & mask))
        .intoArray(p.c, c + 5 * p.cStride);
  }
}
