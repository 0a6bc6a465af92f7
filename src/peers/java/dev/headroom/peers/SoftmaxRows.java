package dev.headroom.peers;

import dev.headroom.kernel.MicroKernels;
import java.nio.FloatBuffer;

/** Softmax of rows that lie outside of the heap, for one thread, by the bundled kernel's own loop. */
final class SoftmaxRows {
  private static final int LANES = 16;
  // Finite: the loop takes an infinite logit for an overflow.
  private static final float HIDDEN = -1e30f;

  private final MicroKernels kernels = MicroKernels.ofThisMachine();
  private final float[] row;

  SoftmaxRows(int longest) {
    row = new float[longest + 2 * LANES];
  }

  /**
   * Replaces logits, in powers of two, by weights that add up to one; those from {@code visible} on get none.
   *
   * @param at first logit of the row
   * @param length of the row
   * @param visible at least 1
   */
  void normalise(FloatBuffer logits, int at, int length, int visible) {
    logits.get(at, row, 0, visible);
    int whole = (visible + LANES - 1) / LANES * LANES;
    for (int i = visible; i < whole; i++) {
      row[i] = HIDDEN;
    }
    for (int i = whole; i < whole + LANES; i++) {
      row[i] = 0;
    }
    kernels.softmax(row, 0, whole);
    float sum = 0;
    for (int i = whole; i < whole + LANES; i++) {
      sum += row[i];
    }
    kernels.scale(row, 0, whole, 1 / sum);
    for (int i = visible; i < length; i++) {
      row[i] = 0;
    }
    logits.put(at, row, 0, length);
  }
}
