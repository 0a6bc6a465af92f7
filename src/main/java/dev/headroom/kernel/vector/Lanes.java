package dev.headroom.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width that all loops of this package share: the machine's preferred one, at most 512
 * bits, or what the system property {@value #BITS_PROPERTY} says (128, 256 or 512).
 */
final class Lanes {
  static final String BITS_PROPERTY = "dev.headroom.kernel.vectorBits";

  private static final VectorShape SHAPE = VectorShape.forBitSize(bits());

  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_MAX.withShape(SHAPE);
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_MAX.withShape(SHAPE);

  /** Numbers in a vector; a divisor of 16. */
  static final int COUNT = FLOATS.length();

  private Lanes() {}

  private static int bits() {
    int preferred = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    int wanted = Integer.getInteger(BITS_PROPERTY, preferred);
    if (wanted != 128 && wanted != 256 && wanted != 512) {
      throw new IllegalArgumentException(
          BITS_PROPERTY + ": must be 128, 256 or 512, was " + wanted);
    }
    return wanted;
  }
}
