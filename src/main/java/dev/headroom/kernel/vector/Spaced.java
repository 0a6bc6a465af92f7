package dev.headroom.kernel.vector;

/**
 * What one thread writes all the time, kept away from what lies before it in memory: two threads
 * whose objects share a cache line wait for each other at every write. 128 bytes, because cache
 * lines are fetched in pairs; ints, because the place after an object's header is too small for
 * wider fields and would be filled with a field of the heir.
 */
@SuppressWarnings({"unused", "UnusedVariable"})
abstract class Spaced {
  private int p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
  private int p16, p17, p18, p19, p20, p21, p22, p23, p24, p25, p26, p27, p28, p29, p30, p31;
}
