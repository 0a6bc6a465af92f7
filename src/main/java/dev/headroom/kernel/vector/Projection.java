package dev.headroom.kernel.vector;

import static dev.headroom.kernel.PanelLayout.GRAIN;
import static dev.headroom.kernel.PanelLayout.WIDTH;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.WeightMatrix;

/**
 * A matrix product cut into items that threads take in turn: some rows times some panels of the
 * weights. The cut depends on the shape alone. Reused, so that a call allocates nothing.
 */
final class Projection {
  private static final float[] NONE = {};

  // So many inputs of a panel that they stay in the cache nearest to the core while all rows of a
  // block pass.
  private static final int DEPTH = 192;
  private static final int BLOCK_ROWS = 96;
  private static final int WANTED_ITEMS = 32;

  private float[] inputs = NONE;
  private float[] outputs = NONE;
  private int rows;
  private WeightMatrix weights = WeightMatrix.pack(1, 1, new float[1]);
  private int columnsPerItem;
  private int itemsPerBlock;

  /** Sets what is multiplied. */
  void set(float[] newInputs, int newRows, WeightMatrix newWeights, float[] newOutputs) {
    inputs = newInputs;
    rows = newRows;
    weights = newWeights;
    outputs = newOutputs;
    int panels = (weights.outputs() + WIDTH - 1) / WIDTH;
    int perItem = Math.max(1, panels * blocks() / WANTED_ITEMS);
    columnsPerItem = perItem * WIDTH;
    itemsPerBlock = (panels + perItem - 1) / perItem;
  }

  /** Items. */
  int size() {
    return blocks() * itemsPerBlock;
  }

  private int blocks() {
    return (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  }

  /** Computes an item. */
  void run(int item, Scratch scratch) {
    int firstRow = item / itemsPerBlock * BLOCK_ROWS;
    int count = Math.min(BLOCK_ROWS, rows - firstRow);
    int firstColumn = item % itemsPerBlock * columnsPerItem;
    int endColumn = Math.min(firstColumn + columnsPerItem, weights.outputs());
    // A few rows read each weight once, so they had better read them in order.
    int depth = count <= FloatTiles.MOST_ROWS ? weights.inputs() : DEPTH;
    for (int k = 0; k < weights.inputs(); k += depth) {
      int end = Math.min(weights.inputs(), k + depth);
      for (int column = firstColumn; column < endColumn; column += weights.panelWidth(column)) {
        panel(scratch, firstRow, count, column, k, end);
      }
    }
  }

  private void panel(Scratch scratch, int firstRow, int count, int column, int k, int end) {
    Product p = scratch.product;
    int width = weights.panelWidth(column);
    boolean whole = column + width <= weights.outputs();
    p.a = inputs;
    p.aStride = weights.inputs();
    p.b = weights.panels();
    p.depth = end - k;
    float[] target = whole ? outputs : scratch.rows;
    int stride = whole ? weights.outputs() : WIDTH;
    int output = firstRow * weights.outputs() + column;
    if (k == 0) {
      p.set(target, stride);
    } else {
      p.add(target, stride);
    }
    PanelProduct.wide(
        p,
        count,
        firstRow * weights.inputs() + k,
        weights.panelOffset(column) + k * width,
        whole ? output : AlignedArrays.OFFSET,
        width);
    if (!whole && end == weights.inputs()) {
      for (int row = 0; row < count; row++) {
        System.arraycopy(
            scratch.rows,
            AlignedArrays.OFFSET + row * WIDTH,
            outputs,
            output + row * weights.outputs(),
            weights.outputs() - column);
      }
    }
  }

  /** One thread's operands, and its room for a panel whose last columns are padding. */
  static final class Scratch {
    private final Product product = new Product();
    private final float[] rows = AlignedArrays.floats("scratch", (long) BLOCK_ROWS * WIDTH + GRAIN);
  }
}
