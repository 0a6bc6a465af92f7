package dev.headroom.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kernel.AlignedArrays;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
  private static final int FROM = AlignedArrays.OFFSET;

  /**
   * Word {@code i} holds i, i + 1, i + 2 and i + 3 as bytes, so that each place sees every value.
   */
  private static int[] words() {
    int[] words = AlignedArrays.ints("words", 256);
    for (int i = 0; i < 256; i++) {
      for (int place = 0; place < 4; place++) {
        words[FROM + i] |= ((i + place) & 0xff) << (8 * place);
      }
    }
    return words;
  }

  @Test
  void everyInt8InEveryPlaceIsExact() {
    Product p = Product.spaced();
    p.words = words();
    p.b = AlignedArrays.floats("widened", 1024);
    Widening.panel(p, FROM, 4, 64, 4, FROM);
    for (int i = 0; i < 256; i++) {
      for (int place = 0; place < 4; place++) {
        int row = 4 * (i / 64) + place;
        assertThat(p.b[FROM + row * 64 + i % 64])
            .as("%d in place %d", i, place)
            .isEqualTo((byte) (i + place));
      }
    }
  }

  /** One or two rows that have a single 1 pick a row of the panel, and so one byte of each word. */
  @ParameterizedTest
  @CsvSource({"64, 1", "64, 2", "32, 1", "16, 2"})
  void everyInt8IsExactInRegisters(int width, int rows) {
    PanelProduct product = new PanelProduct(AlignedArrays.floats("widened", 4096), FROM);
    Product p = product.operands;
    p.words = words();
    p.perWord = 4;
    float[] a = AlignedArrays.floats("a", 2 * FloatTiles.A_STRIDE);
    float[] c = AlignedArrays.floats("c", 2 * 64);
    p.a = a;
    p.aStride = FloatTiles.A_STRIDE;
    p.set(c, 64);
    int depth = 4 * 256 / width;
    for (int picked = 0; picked < depth; picked++) {
      Arrays.fill(a, 0f);
      a[FROM + (rows - 1) * FloatTiles.A_STRIDE + picked] = 1f;
      product.multiply(rows, FROM, FROM, FROM, depth, width);
      for (int column = 0; column < width; column++) {
        int word = picked / 4 * width + column;
        assertThat(c[FROM + (rows - 1) * 64 + column])
            .as("row %d, column %d", picked, column)
            .isEqualTo((byte) (word + picked % 4));
      }
    }
  }
}
