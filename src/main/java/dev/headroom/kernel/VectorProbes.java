package dev.headroom.kernel;

/**
 * The plainest vector loops, for a stop-watch to find a machine's limits: no kernel reads or
 * multiplies faster. Each returns a number that depends on all its work, so that no compiler leaves
 * it out. Thread-safe, allocation-free.
 */
public interface VectorProbes {

  /**
   * Reads {@code count} numbers in order and sums them.
   *
   * @param from first number; {@link AlignedArrays#OFFSET} plus a multiple of 16 for aligned loads
   */
  float read(float[] source, int from, int count);

  /**
   * Multiplies and adds in registers.
   *
   * @param rounds how often; each takes {@link #flopPerRound()}
   */
  float multiplyAdd(int rounds);

  /** Work of one round of {@link #multiplyAdd}; a multiply-add is 2 FLOP. */
  int flopPerRound();

  /** Numbers in a vector. */
  int lanes();
}
