package dev.headroom.kernel.vector;

import static dev.headroom.kernel.PanelLayout.WIDTH;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.kernel.WeightMatrix;

/**
 * A matrix product cut into items that threads take in turn: some rows times some panels of the
 * weights. Before its panels pass, a thread copies a chunk of its rows to where the micro-kernel
 * wants it. Who takes which item, and how many panels it has, changes no bit of a result. Reused,
 * so that a call allocates nothing.
 *
 * <p>So few rows that one call of a micro-kernel multiplies them are not copied: they read each
 * weight once, and had better read them in order.
 */
final class Projection {
  private static final float[] NONE = {};

  private static final int DEPTH = 512;
  // With DEPTH inputs of each, so many rows stay in the second cache while the panels pass.
  private static final int BLOCK_ROWS = 128;
  // More would even out threads of unequal speed, but copy the inputs more often.
  private static final int ITEMS_PER_THREAD = 2;

  private float[] inputs = NONE;
  private float[] outputs = NONE;
  private int rows;
  private WeightMatrix weights = WeightMatrix.pack(1, 1, new float[1]);
  private int blockRows;
  private int blocks;
  private int columnsPerItem;
  private int itemsPerBlock;

  /** Sets what is multiplied, and by how many threads. */
  void set(
      float[] newInputs, int newRows, WeightMatrix newWeights, float[] newOutputs, int threads) {
    inputs = newInputs;
    rows = newRows;
    weights = newWeights;
    outputs = newOutputs;
    // Equal blocks of whole calls of the micro-kernel.
    blockRows =
        PanelLayout.roundUp(
            pieces(rows, Math.max(1, pieces(rows, BLOCK_ROWS))), FloatTiles.MOST_ROWS);
    blocks = rows == 0 ? 0 : pieces(rows, blockRows);
    int panels = pieces(weights.outputs(), WIDTH);
    int items = threads == 1 ? 1 : threads * ITEMS_PER_THREAD;
    int panelsPerItem = Math.min(panels, Math.max(1, panels * blocks / items));
    columnsPerItem = panelsPerItem * WIDTH;
    itemsPerBlock = pieces(panels, panelsPerItem);
  }

  /** Items. */
  int size() {
    return blocks * itemsPerBlock;
  }

  /** Computes an item. */
  void run(int item, Scratch scratch) {
    int row = item / itemsPerBlock * blockRows;
    int count = Math.min(blockRows, rows - row);
    int firstColumn = item % itemsPerBlock * columnsPerItem;
    int endColumn = Math.min(firstColumn + columnsPerItem, weights.outputs());
    boolean few = count <= FloatTiles.MOST_ROWS;
    int chunk = few ? weights.inputs() : DEPTH;
    for (int k = 0; k < weights.inputs(); k += chunk) {
      int depth = Math.min(chunk, weights.inputs() - k);
      operands(scratch, few, row, count, k, depth);
      for (int column = firstColumn; column < endColumn; column += weights.panelWidth(column)) {
        panel(scratch, row, count, column, k);
      }
    }
  }

  /** Sets A and B: a chunk of the inputs, where they are or as a copy. */
  private void operands(Scratch scratch, boolean few, int row, int count, int k, int depth) {
    Product p = scratch.product;
    p.b = weights.panels();
    p.depth = depth;
    int first = row * weights.inputs() + k;
    if (few) {
      p.a = inputs;
      p.aStride = weights.inputs();
      scratch.firstInput = first;
      return;
    }
    p.a = scratch.inputs;
    p.aStride = FloatTiles.A_STRIDE;
    scratch.firstInput = AlignedArrays.OFFSET;
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          inputs,
          first + i * weights.inputs(),
          scratch.inputs,
          AlignedArrays.OFFSET + i * FloatTiles.A_STRIDE,
          depth);
    }
  }

  private void panel(Scratch scratch, int row, int count, int column, int k) {
    Product p = scratch.product;
    int width = weights.panelWidth(column);
    boolean whole = column + width <= weights.outputs();
    float[] target = whole ? outputs : scratch.padded;
    int stride = whole ? weights.outputs() : WIDTH;
    if (k == 0) {
      p.set(target, stride);
    } else {
      p.add(target, stride);
    }
    int output = row * weights.outputs() + column;
    PanelProduct.wide(
        p,
        count,
        scratch.firstInput,
        weights.panelOffset(column) + k * width,
        whole ? output : AlignedArrays.OFFSET,
        width);
    if (!whole && k + p.depth == weights.inputs()) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(
            scratch.padded,
            AlignedArrays.OFFSET + i * WIDTH,
            outputs,
            output + i * weights.outputs(),
            weights.outputs() - column);
      }
    }
  }

  private static int pieces(int whole, int piece) {
    return (whole + piece - 1) / piece;
  }

  /** One thread's operands, its copy of inputs, and its room for a panel with padding columns. */
  static final class Scratch {
    private final Product product = Product.spaced();
    private final float[] inputs =
        AlignedArrays.floats("inputs", (long) BLOCK_ROWS * FloatTiles.A_STRIDE);
    private final float[] padded = new float[AlignedArrays.OFFSET + BLOCK_ROWS * WIDTH];
    private int firstInput;
  }
}
