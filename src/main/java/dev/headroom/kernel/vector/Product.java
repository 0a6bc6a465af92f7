package dev.headroom.kernel.vector;

import dev.headroom.kernel.PanelLayout;

/**
 * What the micro-kernels of one thread multiply: {@code C = A·B} or {@code C += A·B}, where B is a
 * panel of {@link dev.headroom.kernel.PanelLayout}. Holds what stays the same from call to call;
 * offsets are given with each call. Mutable and reused, so that a step allocates nothing.
 */
final class Product {
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_WORDS = {};

  private static final float[] ZEROS = new float[PanelLayout.WIDTH];

  float[] a = NO_FLOATS;
  int aStride;

  /** B as fp32. */
  float[] b = NO_FLOATS;

  /** B as words of bf16 or int8. */
  int[] words = NO_WORDS;

  /** Columns of A and rows of B. */
  int depth;

  float[] c = NO_FLOATS;
  int cStride;

  /** What is added to the product: C itself, or zeros. */
  float[] addend = ZEROS;

  /**
   * What C's index is combined with to give the addend's: all ones, or 0 to stay at the first
   * zeros.
   */
  int addendMask;

  /** Lets the products that follow be written to C. */
  void set(float[] target, int stride) {
    c = target;
    cStride = stride;
    addend = ZEROS;
    addendMask = 0;
  }

  /** Lets the products that follow be added to C. */
  void add(float[] target, int stride) {
    c = target;
    cStride = stride;
    addend = target;
    addendMask = -1;
  }
}
