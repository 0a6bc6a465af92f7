package dev.headroom.kernel.vector;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.kernel.PanelStore;
import dev.headroom.workload.DataType;
import java.util.Arrays;

/** The loops of this package, called one by one. */
public final class VectorMicroKernels implements MicroKernels {
  private static final int WIDTH = PanelLayout.WIDTH;

  @Override
  public PanelStream stream(
      PanelStore panels, DataType type, int depth, int width, int mostRows, boolean far) {
    int perWord = MicroKernels.perWord(type);
    int stride = FloatTiles.strideOf(depth);
    int rowsEnd = AlignedArrays.OFFSET + mostRows * stride;
    int product = AlignedArrays.OFFSET + PanelLayout.roundUp(mostRows * stride, WIDTH);
    int widened = product + mostRows * WIDTH;
    float[] scratch =
        AlignedArrays.floats(
            "scratch",
            (long) widened + (long) PanelLayout.roundUp(depth, PanelLayout.GRAIN) * WIDTH);
    Arrays.fill(scratch, AlignedArrays.OFFSET, rowsEnd, 0.5f);
    PanelProduct products = new PanelProduct(scratch, widened);
    products.bind(panels, perWord);
    products.from(far);
    products.operands.a = scratch;
    products.operands.aStride = stride;
    products.operands.set(scratch, WIDTH);
    int panelWords = (depth + perWord - 1) / perWord * width;
    return (rows, firstWord, count) -> {
      int word = firstWord;
      for (int i = 0; i < count; i++) {
        products.multiply(rows, AlignedArrays.OFFSET, word, product, depth, width);
        word += panelWords;
      }
      return scratch[product];
    };
  }

  @Override
  public void exponentials(float[] numbers, int from, int to, float largest) {
    // The sums go behind the row.
    Exponentials.weights(numbers, from, to, largest, to);
  }

  @Override
  public float softmax(float[] logits, int from, int seen, int to) {
    Exponentials.fill(logits, seen, to, Exponentials.HIDDEN);
    float largest = Exponentials.largest(logits, from, to);
    Exponentials.weights(logits, from, to, largest, to);
    Exponentials.fill(logits, seen, to, 0f);
    return largest;
  }

  @Override
  public RowCare rowCare(int width) {
    BlockScratch scratch = new BlockScratch(BLOCK_ROWS, new PanelLayout(width, width, WIDTH, 1));
    return (rows, numbers, from, to, apart) -> {
      for (int row = 0; row < rows; row++) {
        scratch.begin(row, numbers, from + row * apart, 1f);
      }
      for (int row = 0; row < rows; row++) {
        scratch.data[scratch.sums + row * PanelLayout.GRAIN] = 1f;
        scratch.normalise(row);
        scratch.copyOutput(row, numbers, to + row * apart);
      }
      return numbers[to];
    };
  }

  @Override
  public void scale(float[] numbers, int from, int to, float factor) {
    Exponentials.multiply(numbers, from, to, factor);
  }
}
