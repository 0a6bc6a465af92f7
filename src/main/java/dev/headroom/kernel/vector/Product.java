package dev.headroom.kernel.vector;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;

/**
 * What the micro-kernels of one thread multiply: {@code C = A·B} or {@code C += A·B}, where B is a
 * panel of {@link dev.headroom.kernel.PanelLayout}. Holds what stays the same from call to call;
 * offsets are given with each call. Mutable and reused, so that a step allocates nothing.
 */
class Product extends Spaced {
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_WORDS = {};
  private static final int TILE_STRIDE = PanelLayout.WIDTH;

  float[] a = NO_FLOATS;
  int aStride;

  /** B as fp32. */
  float[] b = NO_FLOATS;

  /** Numbers that share a word of the panels. */
  int perWord = 1;

  /** The panels as fp32. */
  float[] floats = NO_FLOATS;

  /** The panels as words of bf16 or int8. */
  int[] words = NO_WORDS;

  /**
   * Whether panels come from memory. Micro-kernels that pass over a panel several times, each time
   * with some of its columns, leave out lines, and memory that is read with gaps was seen to come
   * at half its speed.
   */
  boolean far;

  /** What {@link #touch} read, so that no compiler leaves the reading out. */
  @SuppressWarnings("UnusedVariable")
  private int touched;

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

  private Product() {}

  /** A product that shares no cache line with anything else. */
  static Product spaced() {
    return new Alone();
  }

  /** Has room behind it, too. */
  @SuppressWarnings({"unused", "UnusedVariable"})
  private static final class Alone extends Product {
    private int q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
    private int q16, q17, q18, q19, q20, q21, q22, q23, q24, q25, q26, q27, q28, q29, q30, q31;
  }

  /** Brings words into the first cache, line by line. */
  final void touch(int from, int count) {
    int all = 0;
    for (int i = from; i < from + count; i += PanelLayout.GRAIN) {
      all |= words[i];
    }
    touched |= all;
  }

  /** Lets the products that follow be written to C. */
  final void set(float[] newC, int stride) {
    c = newC;
    cStride = stride;
    target = newC;
    targetStride = stride;
    adding = false;
  }

  /** Lets the products that follow be added to C. */
  final void add(float[] newC, int stride) {
    c = newC;
    cStride = stride;
    target = tile;
    targetStride = TILE_STRIDE;
    adding = true;
  }

  /** Lets the products that follow be added to those before; true if they were not yet. */
  final boolean goOnAdding() {
    if (adding) {
      return false;
    }
    add(c, cStride);
    return true;
  }

  /** Takes back {@link #goOnAdding}. */
  final void setAgain() {
    set(c, cStride);
  }

  /** Where in {@link #target} the product belongs that begins at a number of C. */
  final int target(int first) {
    return adding ? AlignedArrays.OFFSET : first;
  }

  /** Brings a micro-kernel's product to C if it is not there yet. */
  final void finish(int rows, int columns, int first) {
    if (adding) {
      int from = AlignedArrays.OFFSET;
      int to = first;
      for (int row = 0; row < rows; row++, from += TILE_STRIDE, to += cStride) {
        Exponentials.add(tile, from, c, to, columns);
      }
    }
  }
}
