package dev.headroom.kernel.vector;

import static dev.headroom.kernel.vector.Lanes.COUNT;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.kernel.PanelStore;

/**
 * One thread's products of rows with panels of any stored type, each by the micro-kernels that
 * suit.
 */
final class PanelProduct {
  private static final int FULL = PanelLayout.WIDTH;

  /** Numbers of int8 that a piece of a panel is deep: 8 KiB. */
  private static final int INT8_DEPTH = 128;

  /** Rows up to which bf16 is read line by line; with more it is read in two halves of columns. */
  private static final int BF16_ONE_PASS_ROWS = 2;

  final Product operands = Product.spaced();

  private final float[] widened;
  private final int widenedOffset;

  /**
   * Products of one thread.
   *
   * @param widened room for a panel of fp32 numbers from {@code widenedOffset} on
   */
  PanelProduct(float[] widened, int widenedOffset) {
    this.widened = widened;
    this.widenedOffset = widenedOffset;
  }

  /** Says whether the panels that follow are so many that they come from memory. */
  void from(boolean memory) {
    operands.far = memory;
  }

  /** Sets where the panels are. */
  void bind(PanelStore store, int numbersPerWord) {
    operands.perWord = numbersPerWord;
    operands.floats = store.floats();
    operands.words = store.words();
  }

  /**
   * {@code C = A·B} or {@code C += A·B} for one panel.
   *
   * @param rows rows of A
   * @param a first number of A
   * @param b first word of the panel, or of its first row in use
   * @param c first number of C
   * @param depth rows of B in numbers
   * @param width columns of the panel
   */
  void multiply(int rows, int a, int b, int c, int depth, int width) {
    Product p = operands;
    p.depth = depth;
    int perWord = p.perWord;
    if (perWord == 1) {
      p.b = p.floats;
      wide(p, rows, a, b, c, width);
    } else if (width == FULL && rows <= mostPacked(perWord)) {
      packed(p, rows, a, b, c);
    } else if (width < FULL && rows <= MicroKernels.NARROW_PACKED_ROWS) {
      NarrowPackedTiles.rows(p, perWord, rows, a, b, c, width);
    } else {
      p.b = widened;
      Widening.panel(p, b, (depth + perWord - 1) / perWord, width, perWord, widenedOffset);
      wide(p, rows, a, widenedOffset, c, width);
    }
  }

  private static int mostPacked(int perWord) {
    return perWord == 2 ? MicroKernels.BF16_PACKED_ROWS : MicroKernels.INT8_PACKED_ROWS;
  }

  /** The product with a panel of fp32 numbers. */
  static void wide(Product p, int rows, int a, int b, int c, int width) {
    if (width < FULL) {
      NarrowTiles.rows(p, rows, a, b, c, width);
      return;
    }
    for (int column = 0; column < FULL; column += 4 * COUNT) {
      FloatTiles.rows(p, rows, a, b + column, c + column);
    }
  }

  private void packed(Product p, int rows, int a, int b, int c) {
    if (p.perWord == 2) {
      if (p.far && rows > BF16_ONE_PASS_ROWS) {
        p.touch(b, (p.depth + 1) / 2 * FULL);
      }
      for (int column = 0; column < FULL; column += 4 * COUNT) {
        PackedTiles.bf16Rows(p, rows, a, b + column, c + column);
      }
      return;
    }
    // In pieces that stay in the first cache, because each vector of columns passes over all rows.
    int depth = p.depth;
    boolean begun = false;
    for (int k = 0; k < depth; k += INT8_DEPTH) {
      p.depth = Math.min(INT8_DEPTH, depth - k);
      if (p.far) {
        p.touch(b + k / p.perWord * FULL, (p.depth + 3) / 4 * FULL);
      }
      for (int column = 0; column < FULL; column += COUNT) {
        PackedTiles.int8Rows(p, rows, a + k, b + k / p.perWord * FULL + column, c + column);
      }
      begun |= p.goOnAdding();
    }
    if (begun) {
      p.setAgain();
    }
  }
}
