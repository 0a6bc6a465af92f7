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

  final Product operands = new Product();

  private final float[] widened;
  private final int widenedOffset;
  private int perWord = 1;
  private float[] floats = {};

  /**
   * Products of one thread.
   *
   * @param widened room for a panel of fp32 numbers from {@code widenedOffset} on
   */
  PanelProduct(float[] widened, int widenedOffset) {
    this.widened = widened;
    this.widenedOffset = widenedOffset;
  }

  /** Sets where the panels are. */
  void bind(PanelStore store, int numbersPerWord) {
    perWord = numbersPerWord;
    floats = store.floats();
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
    if (perWord == 1) {
      p.b = floats;
      wide(p, rows, a, b, c, width);
    } else if (width == FULL && rows <= MicroKernels.PACKED_ROWS) {
      packed(p, rows, a, b, c);
    } else if (width < FULL && rows <= MicroKernels.NARROW_PACKED_ROWS) {
      NarrowPackedTiles.rows(p, perWord, rows, a, b, c, width);
    } else {
      p.b = widened;
      Widening.panel(p, b, (depth + perWord - 1) / perWord, width, perWord, widenedOffset);
      wide(p, rows, a, widenedOffset, c, width);
    }
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
    if (perWord == 2) {
      for (int column = 0; column < FULL; column += 4 * COUNT) {
        PackedTiles.bf16Rows(p, rows, a, b + column, c + column);
      }
    } else {
      for (int column = 0; column < FULL; column += 2 * COUNT) {
        PackedTiles.int8Rows(p, rows, a, b + column, c + column);
      }
    }
  }
}
