package dev.headroom.kernel.vector;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;

/**
 * What the micro-kernels of one thread multiply: {@code C = A·B} or {@code C += A·B}, where B is a
 * panel of {@link dev.headroom.kernel.PanelLayout}. Holds what stays the same from call to call;
 * offsets are given with each call. Mutable and reused, so that a step allocates nothing.
 */
final class Product {
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_WORDS = {};
  private static final int TILE_STRIDE = PanelLayout.WIDTH;

  float[] a = NO_FLOATS;
  int aStride;

  /** B as fp32. */
  float[] b = NO_FLOATS;

  /** B as words of bf16 or int8. */
  int[] words = NO_WORDS;

  /** Columns of A and rows of B. */
  int depth;

  /** Distance of C's rows. */
  int cStride;

  /** Where a micro-kernel writes its product: C, or a tile that is added to C afterwards. */
  float[] target = NO_FLOATS;

  int targetStride;

  private final float[] tile =
      AlignedArrays.floats("tile", (long) MicroKernels.NARROW_ROWS * TILE_STRIDE);
  private float[] c = NO_FLOATS;
  private boolean adding;

  /** Lets the products that follow be written to C. */
  void set(float[] newC, int stride) {
    c = newC;
    cStride = stride;
    target = newC;
    targetStride = stride;
    adding = false;
  }

  /** Lets the products that follow be added to C. */
  void add(float[] newC, int stride) {
    c = newC;
    cStride = stride;
    target = tile;
    targetStride = TILE_STRIDE;
    adding = true;
  }

  /** Where in {@link #target} the product belongs that begins at a number of C. */
  int target(int first) {
    return adding ? AlignedArrays.OFFSET : first;
  }

  /** Brings a micro-kernel's product to C if it is not there yet. */
  void finish(int rows, int columns, int first) {
    if (adding) {
      int from = AlignedArrays.OFFSET;
      int to = first;
      for (int row = 0; row < rows; row++, from += TILE_STRIDE, to += cStride) {
        Exponentials.add(tile, from, c, to, columns);
      }
    }
  }
}
