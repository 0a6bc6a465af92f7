package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;
import static dev.headroom.kernel.vector.Lanes.FLOATS;

import dev.headroom.kernel.VectorProbes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The loops that bound any kernel: one that only reads, one that only multiplies and adds. */
final class PlainLoops implements VectorProbes {
  private static final int CHAINS = 12;

  @Override
  public float read(float[] source, int from, int count) {
    // Four loads a round: with eight, a long working set came a third slower from memory.
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0, s2 = s0, s3 = s0;
    int whole = count - count % (4 * COUNT);
    for (int i = 0; i < whole; i += 4 * COUNT) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, source, from + i));
      s1 = s1.add(FloatVector.fromArray(FLOATS, source, from + i + COUNT));
      s2 = s2.add(FloatVector.fromArray(FLOATS, source, from + i + 2 * COUNT));
      s3 = s3.add(FloatVector.fromArray(FLOATS, source, from + i + 3 * COUNT));
    }
    FloatVector sum = s0.add(s1).add(s2.add(s3));
    float total = sum.reduceLanes(VectorOperators.ADD);
    for (int i = whole; i < count; i++) {
      total += source[from + i];
    }
    return total;
  }

  @Override
  public float multiplyAdd(int rounds) {
    FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
    FloatVector s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
    FloatVector s6 = y, s7 = y, s8 = y, s9 = y, s10 = y, s11 = y;
    for (int i = 0; i < rounds; i++) {
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
      s4 = s4.fma(x, y);
      s5 = s5.fma(x, y);
      s6 = s6.fma(x, y);
      s7 = s7.fma(x, y);
      s8 = s8.fma(x, y);
      s9 = s9.fma(x, y);
      s10 = s10.fma(x, y);
      s11 = s11.fma(x, y);
    }
    FloatVector left = s0.add(s1).add(s2.add(s3)).add(s4.add(s5));
    FloatVector right = s6.add(s7).add(s8.add(s9)).add(s10.add(s11));
    return left.add(right).reduceLanes(VectorOperators.ADD);
  }

  @Override
  public int flopPerRound() {
    return 2 * CHAINS * COUNT;
  }

  @Override
  public int lanes() {
    return COUNT;
  }
}
