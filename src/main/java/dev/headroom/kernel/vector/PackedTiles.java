package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;
import static dev.headroom.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Micro-kernels that widen bf16 and int8 in registers, for the one or two rows that leave the
 * machine waiting for memory. With more rows it is cheaper to widen a panel once, see {@link
 * Widening}, which also says how; the expressions are repeated here for the reason given at {@link
 * FloatTiles}.
 *
 * <p>A must be padded with zeros up to whole words of B.
 */
final class PackedTiles {
  private static final int B_STRIDE = 64;
  private static final int UPPER_HALF = 0xffff0000;

  private PackedTiles() {}

  /** One row times bf16. */
  static void bf16Rows1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    FloatVector t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 1) / 2;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      IntVector w2 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 2 * COUNT);
      IntVector w3 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector x = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      s0 = x.fma(w0.lanewise(LSHL, 16).reinterpretAsFloats(), s0);
      s1 = x.fma(w1.lanewise(LSHL, 16).reinterpretAsFloats(), s1);
      s2 = x.fma(w2.lanewise(LSHL, 16).reinterpretAsFloats(), s2);
      s3 = x.fma(w3.lanewise(LSHL, 16).reinterpretAsFloats(), s3);
      FloatVector y = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      t0 = y.fma(w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats(), t0);
      t1 = y.fma(w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats(), t1);
      t2 = y.fma(w2.lanewise(AND, UPPER_HALF).reinterpretAsFloats(), t2);
      t3 = y.fma(w3.lanewise(AND, UPPER_HALF).reinterpretAsFloats(), t3);
    }
    float[] ds = p.addend;
    float[] cs = p.c;
    int mask = p.addendMask;
    s0.add(t0).add(fromArray(FLOATS, ds, (c & mask))).intoArray(cs, c);
    s1.add(t1).add(fromArray(FLOATS, ds, (c & mask) + COUNT)).intoArray(cs, c + COUNT);
    s2.add(t2).add(fromArray(FLOATS, ds, (c & mask) + 2 * COUNT)).intoArray(cs, c + 2 * COUNT);
    s3.add(t3).add(fromArray(FLOATS, ds, (c & mask) + 3 * COUNT)).intoArray(cs, c + 3 * COUNT);
  }

  /** Two rows times bf16. */
  static void bf16Rows2(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    FloatVector t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int next = a + p.aStride;
    int wordRows = (p.depth + 1) / 2;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      IntVector w2 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 2 * COUNT);
      IntVector w3 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector e0 = w0.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector e1 = w1.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector e2 = w2.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector e3 = w3.lanewise(LSHL, 16).reinterpretAsFloats();
      FloatVector x0 = FloatVector.broadcast(FLOATS, as[a + 2 * k]);
      s0 = x0.fma(e0, s0);
      s1 = x0.fma(e1, s1);
      s2 = x0.fma(e2, s2);
      s3 = x0.fma(e3, s3);
      FloatVector y0 = FloatVector.broadcast(FLOATS, as[next + 2 * k]);
      t0 = y0.fma(e0, t0);
      t1 = y0.fma(e1, t1);
      t2 = y0.fma(e2, t2);
      t3 = y0.fma(e3, t3);
      FloatVector o0 = w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector o1 = w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector o2 = w2.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector o3 = w3.lanewise(AND, UPPER_HALF).reinterpretAsFloats();
      FloatVector x1 = FloatVector.broadcast(FLOATS, as[a + 2 * k + 1]);
      s0 = x1.fma(o0, s0);
      s1 = x1.fma(o1, s1);
      s2 = x1.fma(o2, s2);
      s3 = x1.fma(o3, s3);
      FloatVector y1 = FloatVector.broadcast(FLOATS, as[next + 2 * k + 1]);
      t0 = y1.fma(o0, t0);
      t1 = y1.fma(o1, t1);
      t2 = y1.fma(o2, t2);
      t3 = y1.fma(o3, t3);
    }
    float[] ds = p.addend;
    float[] cs = p.c;
    int mask = p.addendMask;
    int c1 = c + p.cStride;
    s0.add(fromArray(FLOATS, ds, (c & mask))).intoArray(cs, c);
    s1.add(fromArray(FLOATS, ds, (c & mask) + COUNT)).intoArray(cs, c + COUNT);
    s2.add(fromArray(FLOATS, ds, (c & mask) + 2 * COUNT)).intoArray(cs, c + 2 * COUNT);
    s3.add(fromArray(FLOATS, ds, (c & mask) + 3 * COUNT)).intoArray(cs, c + 3 * COUNT);
    t0.add(fromArray(FLOATS, ds, (c1 & mask))).intoArray(cs, c1);
    t1.add(fromArray(FLOATS, ds, (c1 & mask) + COUNT)).intoArray(cs, c1 + COUNT);
    t2.add(fromArray(FLOATS, ds, (c1 & mask) + 2 * COUNT)).intoArray(cs, c1 + 2 * COUNT);
    t3.add(fromArray(FLOATS, ds, (c1 & mask) + 3 * COUNT)).intoArray(cs, c1 + 3 * COUNT);
  }

  /** One row times int8. */
  static void int8Rows1(Product p, int a, int b, int c) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    FloatVector t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    float[] as = p.a;
    int[] bs = p.words;
    int wordRows = (p.depth + 3) / 4;
    for (int k = 0; k < wordRows; k++) {
      IntVector w0 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE);
      IntVector w1 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + COUNT);
      IntVector w2 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 2 * COUNT);
      IntVector w3 = IntVector.fromArray(INTS, bs, b + k * B_STRIDE + 3 * COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, as[a + 4 * k]);
      s0 = a0.fma((FloatVector) w0.lanewise(LSHL, 24).lanewise(ASHR, 24).convert(I2F, 0), s0);
      s1 = a0.fma((FloatVector) w1.lanewise(LSHL, 24).lanewise(ASHR, 24).convert(I2F, 0), s1);
      s2 = a0.fma((FloatVector) w2.lanewise(LSHL, 24).lanewise(ASHR, 24).convert(I2F, 0), s2);
      s3 = a0.fma((FloatVector) w3.lanewise(LSHL, 24).lanewise(ASHR, 24).convert(I2F, 0), s3);
      FloatVector a1 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 1]);
      t0 = a1.fma((FloatVector) w0.lanewise(LSHL, 16).lanewise(ASHR, 24).convert(I2F, 0), t0);
      t1 = a1.fma((FloatVector) w1.lanewise(LSHL, 16).lanewise(ASHR, 24).convert(I2F, 0), t1);
      t2 = a1.fma((FloatVector) w2.lanewise(LSHL, 16).lanewise(ASHR, 24).convert(I2F, 0), t2);
      t3 = a1.fma((FloatVector) w3.lanewise(LSHL, 16).lanewise(ASHR, 24).convert(I2F, 0), t3);
      FloatVector a2 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 2]);
      s0 = a2.fma((FloatVector) w0.lanewise(LSHL, 8).lanewise(ASHR, 24).convert(I2F, 0), s0);
      s1 = a2.fma((FloatVector) w1.lanewise(LSHL, 8).lanewise(ASHR, 24).convert(I2F, 0), s1);
      s2 = a2.fma((FloatVector) w2.lanewise(LSHL, 8).lanewise(ASHR, 24).convert(I2F, 0), s2);
      s3 = a2.fma((FloatVector) w3.lanewise(LSHL, 8).lanewise(ASHR, 24).convert(I2F, 0), s3);
      FloatVector a3 = FloatVector.broadcast(FLOATS, as[a + 4 * k + 3]);
      t0 = a3.fma((FloatVector) w0.lanewise(ASHR, 24).convert(I2F, 0), t0);
      t1 = a3.fma((FloatVector) w1.lanewise(ASHR, 24).convert(I2F, 0), t1);
      t2 = a3.fma((FloatVector) w2.lanewise(ASHR, 24).convert(I2F, 0), t2);
      t3 = a3.fma((FloatVector) w3.lanewise(ASHR, 24).convert(I2F, 0), t3);
    }
    float[] ds = p.addend;
    float[] cs = p.c;
    int mask = p.addendMask;
    s0.add(t0).add(fromArray(FLOATS, ds, (c & mask))).intoArray(cs, c);
    s1.add(t1).add(fromArray(FLOATS, ds, (c & mask) + COUNT)).intoArray(cs, c + COUNT);
    s2.add(t2).add(fromArray(FLOATS, ds, (c & mask) + 2 * COUNT)).intoArray(cs, c + 2 * COUNT);
    s3.add(t3).add(fromArray(FLOATS, ds, (c & mask) + 3 * COUNT)).intoArray(cs, c + 3 * COUNT);
  }
}
