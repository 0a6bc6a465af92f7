package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;
import static dev.headroom.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The passes of softmax over a row of logits, in powers of two: queries have been multiplied by
 * {@code log2(e)} beforehand, so {@code exp(x)} is {@code 2^x}. A row's vectors are whole; what is
 * not visible holds {@link #HIDDEN} in them.
 */
final class Exponentials {
  /** The logit of a key that is not visible: finite, so that it is not taken for an overflow. */
  static final float HIDDEN = -Float.MAX_VALUE;

  /** What {@link #largest} answers if a logit is infinite or not a number. */
  static final float OVERFLOWN = Float.NaN;

  // A weight below 2^-100 of the largest cannot be seen in the sum; a smaller one would make slow
  // subnormal products.
  private static final int LARGEST_DISTANCE = Float.floatToRawIntBits(100f);

  // Adding it moves an integer into the lowest bits of a float.
  private static final float ROUNDER = 0x1.8p23f;

  // 2^f for f from -1/2 to 1/2, of least relative error (7.5e-8) in degree 5, found by the Remez
  // exchange.
  private static final float P1 = 0.693146944f;
  private static final float P2 = 0.240221202f;
  private static final float P3 = 0.0555071309f;
  private static final float P4 = 0.00967554096f;
  private static final float P5 = 0.00132764725f;

  private static final float LARGEST_SCALAR_DISTANCE = 125;

  private static final int ORDERED_INFINITY = 0x7f800000;
  private static final int ORDERED_MINUS_INFINITY = 0x807fffff;

  private Exponentials() {}

  /** The largest of the logits from {@code from} to before {@code to}, or {@link #OVERFLOWN}. */
  static float largest(float[] logits, int from, int to) {
    // As integers, because the float maximum of Java has to mind signed zeros and NaN, which takes
    // three times as long. All
    // bits but the sign of negative numbers are turned over, so that integers compare as the floats
    // do.
    IntVector most = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    IntVector least = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    for (int i = from; i < to; i += COUNT) {
      IntVector bits = FloatVector.fromArray(FLOATS, logits, i).reinterpretAsInts();
      IntVector turned = bits.lanewise(ASHR, 31).lanewise(AND, Integer.MAX_VALUE);
      IntVector ordered = bits.lanewise(XOR, turned);
      most = most.max(ordered);
      least = least.min(ordered);
    }
    int top = most.reduceLanes(MAX);
    if (top >= ORDERED_INFINITY || least.reduceLanes(MIN) <= ORDERED_MINUS_INFINITY) {
      return OVERFLOWN;
    }
    return Float.intBitsToFloat(top ^ ((top >> 31) & Integer.MAX_VALUE));
  }

  /**
   * Replaces logits by {@code 2^(logit − largest)} and adds them, lane by lane, to the numbers from
   * {@code sum} on in the same array.
   */
  static void weights(float[] logits, int from, int to, float largest, int sum) {
    FloatVector top = FloatVector.broadcast(FLOATS, largest);
    FloatVector rounder = FloatVector.broadcast(FLOATS, ROUNDER);
    IntVector farthest = IntVector.broadcast(INTS, LARGEST_DISTANCE);
    FloatVector total = FloatVector.fromArray(FLOATS, logits, sum);
    for (int i = from; i < to; i += COUNT) {
      // Among floats that are not negative the integer minimum is the float minimum, and the only
      // fast one.
      FloatVector distance =
          top.sub(FloatVector.fromArray(FLOATS, logits, i))
              .reinterpretAsInts()
              .min(farthest)
              .reinterpretAsFloats();
      FloatVector rounded = rounder.sub(distance);
      FloatVector f = rounder.sub(rounded).sub(distance);
      FloatVector power =
          FloatVector.broadcast(FLOATS, P5)
              .fma(f, FloatVector.broadcast(FLOATS, P4))
              .fma(f, FloatVector.broadcast(FLOATS, P3))
              .fma(f, FloatVector.broadcast(FLOATS, P2))
              .fma(f, FloatVector.broadcast(FLOATS, P1))
              .fma(f, FloatVector.broadcast(FLOATS, 1f));
      IntVector exponent = rounded.reinterpretAsInts().lanewise(LSHL, 23);
      FloatVector weight = power.reinterpretAsInts().add(exponent).reinterpretAsFloats();
      weight.intoArray(logits, i);
      total = total.add(weight);
    }
    total.intoArray(logits, sum);
  }

  /** {@code row(i) ·= factors(i)}. */
  static void multiply(float[] row, int from, int to, float[] factors, int factor) {
    for (int i = 0; i < to - from; i += COUNT) {
      FloatVector.fromArray(FLOATS, row, from + i)
          .mul(FloatVector.fromArray(FLOATS, factors, factor + i))
          .intoArray(row, from + i);
    }
  }

  /** {@code row(i) ·= factor}. */
  static void multiply(float[] row, int from, int to, float factor) {
    for (int i = from; i < to; i += COUNT) {
      FloatVector.fromArray(FLOATS, row, i).mul(factor).intoArray(row, i);
    }
  }

  /** {@code target(i) = factor·source(i)}. */
  static void scale(float[] source, int from, float factor, float[] target, int to, int count) {
    int whole = count - count % COUNT;
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector.fromArray(FLOATS, source, from + i).mul(factor).intoArray(target, to + i);
    }
    for (int i = whole; i < count; i++) {
      target[to + i] = source[from + i] * factor;
    }
  }

  /** {@code target(i) += factor·source(i)}. */
  static void addScaled(float[] source, int from, float factor, float[] target, int to, int count) {
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector.fromArray(FLOATS, source, from + i)
          .fma(factors, FloatVector.fromArray(FLOATS, target, to + i))
          .intoArray(target, to + i);
    }
  }

  /** {@code target(i) += source(i)}. */
  static void add(float[] source, int from, float[] target, int to, int count) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector.fromArray(FLOATS, source, from + i)
          .add(FloatVector.fromArray(FLOATS, target, to + i))
          .intoArray(target, to + i);
    }
  }

  /**
   * The sum of 16 numbers, one a lane and zeros beyond the lanes, in a fixed order, which a vector
   * reduction does not promise.
   */
  static float total(float[] s, int from) {
    float first = (s[from] + s[from + 1]) + (s[from + 2] + s[from + 3]);
    float second = (s[from + 4] + s[from + 5]) + (s[from + 6] + s[from + 7]);
    float third = (s[from + 8] + s[from + 9]) + (s[from + 10] + s[from + 11]);
    float fourth = (s[from + 12] + s[from + 13]) + (s[from + 14] + s[from + 15]);
    return (first + second) + (third + fourth);
  }

  /** Sets less than a vector of numbers, for which a call of the library's would take longer. */
  static void fill(float[] row, int from, int to, float value) {
    for (int i = from; i < to; i++) {
      row[i] = value;
    }
  }

  /**
   * {@code 2^x} of an x that is not positive. No call of the library's, because many rows ask for
   * it after every tile.
   */
  static float powerOfTwo(float x) {
    if (x < -LARGEST_SCALAR_DISTANCE) {
      return 0;
    }
    double whole = Math.rint(x);
    double f = x - whole;
    double power = 1 + f * (P1 + f * (P2 + f * (P3 + f * (P4 + f * P5))));
    return (float) (power * Float.intBitsToFloat((127 + (int) whole) << 23));
  }
}
