package dev.headroom.kernel.vector;

import static dev.headroom.kernel.PanelLayout.GRAIN;
import static dev.headroom.kernel.PanelLayout.WIDTH;
import static dev.headroom.kernel.vector.FloatTiles.A_STRIDE;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.kernel.WeightMatrix;

/**
 * A matrix product in passes over the rows. In each, threads in turn first copy the inputs to where
 * the micro-kernel wants them, then multiply items: some rows times some panels of the weights. Who
 * takes which item, and how many panels it has, changes no bit of a result. Reused, so that a call
 * allocates nothing.
 *
 * <p>So few rows that one call of a micro-kernel multiplies them are not copied: they read each
 * weight once, and had better read them in order.
 */
final class Projection {
  private static final float[] NONE = {};

  private static final int DEPTH = 512;
  // With DEPTH inputs of each, so many rows stay in the second cache while the panels pass.
  private static final int BLOCK_ROWS = 128;
  // Several, because threads seldom run equally fast.
  private static final int ITEMS_PER_THREAD = 4;
  private static final int COPIED_NUMBERS = 1 << 20;

  private float[] inputs = NONE;
  private float[] outputs = NONE;
  private float[] copied = NONE;
  private int rows;
  private WeightMatrix weights = WeightMatrix.pack(1, 1, new float[1]);
  private int threads;
  private boolean few;
  private int chunks;

  // Of the present pass.
  private int passRows;
  private int firstRow;
  private int endRow;
  private int blockRows;
  private int columnsPerItem;
  private int itemsPerBlock;

  /** Sets what is multiplied, before the first pass. */
  void set(
      float[] newInputs, int newRows, WeightMatrix newWeights, float[] newOutputs, int members) {
    inputs = newInputs;
    rows = newRows;
    weights = newWeights;
    outputs = newOutputs;
    threads = members;
    few = rows <= FloatTiles.MOST_ROWS;
    chunks = few ? 1 : pieces(weights.inputs(), DEPTH);
    passRows = few ? rows : rowsOfPass();
    endRow = 0;
  }

  private int rowsOfPass() {
    int rowNumbers = chunks * A_STRIDE;
    int least = FloatTiles.MOST_ROWS * rowNumbers;
    if (copied.length < AlignedArrays.OFFSET + least || copied.length < COPIED_NUMBERS) {
      copied = AlignedArrays.floats("copied inputs", Math.max(least, COPIED_NUMBERS));
    }
    int room = (copied.length - AlignedArrays.OFFSET) / rowNumbers;
    return evenly(rows, room & -FloatTiles.MOST_ROWS);
  }

  /** Goes to the next pass; false if there is none. */
  boolean nextPass() {
    firstRow = endRow;
    if (firstRow == rows) {
      return false;
    }
    endRow = Math.min(rows, firstRow + passRows);
    blockRows = evenly(endRow - firstRow, BLOCK_ROWS);
    int panels = pieces(weights.outputs(), WIDTH);
    int items = threads == 1 ? 1 : threads * ITEMS_PER_THREAD;
    int panelsPerItem = Math.min(panels, Math.max(1, panels * blocks() / items));
    columnsPerItem = panelsPerItem * WIDTH;
    itemsPerBlock = pieces(panels, panelsPerItem);
    return true;
  }

  /** Copies to make in the present pass before its items are run. */
  int copies() {
    return few ? 0 : blocks() * chunks;
  }

  /** Items of the present pass. */
  int size() {
    return blocks() * itemsPerBlock;
  }

  private int blocks() {
    return pieces(endRow - firstRow, blockRows);
  }

  /** Makes a copy: a chunk of a block's inputs. */
  void copy(int number) {
    int row = firstRow + number / chunks * blockRows;
    int count = Math.min(blockRows, endRow - row);
    int chunk = number % chunks;
    int k = chunk * DEPTH;
    int depth = Math.min(DEPTH, weights.inputs() - k);
    int target = copyOffset(row, count, chunk);
    for (int i = 0; i < count; i++) {
      int source = (row + i) * weights.inputs() + k;
      System.arraycopy(inputs, source, copied, target + i * A_STRIDE, depth);
    }
  }

  /** A chunk of a block: its rows one after another, each in A_STRIDE numbers. */
  private int copyOffset(int row, int count, int chunk) {
    return AlignedArrays.OFFSET + ((row - firstRow) * chunks + chunk * count) * A_STRIDE;
  }

  /** Computes an item. */
  void run(int item, Scratch scratch) {
    int row = firstRow + item / itemsPerBlock * blockRows;
    int count = Math.min(blockRows, endRow - row);
    int firstColumn = item % itemsPerBlock * columnsPerItem;
    int endColumn = Math.min(firstColumn + columnsPerItem, weights.outputs());
    for (int chunk = 0; chunk < chunks; chunk++) {
      for (int column = firstColumn; column < endColumn; column += weights.panelWidth(column)) {
        panel(scratch, row, count, column, chunk);
      }
    }
  }

  private void panel(Scratch scratch, int row, int count, int column, int chunk) {
    Product p = scratch.product;
    int width = weights.panelWidth(column);
    boolean whole = column + width <= weights.outputs();
    p.b = weights.panels();
    float[] target = whole ? outputs : scratch.rows;
    int stride = whole ? weights.outputs() : WIDTH;
    if (chunk == 0) {
      p.set(target, stride);
    } else {
      p.add(target, stride);
    }
    int b = weights.panelOffset(column) + chunk * DEPTH * width;
    int output = row * weights.outputs() + column;
    int c = whole ? output : AlignedArrays.OFFSET;
    if (few) {
      p.a = inputs;
      p.aStride = weights.inputs();
      p.depth = weights.inputs();
      PanelProduct.wide(p, count, row * weights.inputs(), b, c, width);
    } else {
      p.a = copied;
      p.aStride = A_STRIDE;
      p.depth = Math.min(DEPTH, weights.inputs() - chunk * DEPTH);
      PanelProduct.wide(p, count, copyOffset(row, count, chunk), b, c, width);
    }
    if (!whole && chunk == chunks - 1) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(
            scratch.rows,
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

  /** Rows of equal parts of at most so many, whole calls of the micro-kernel each. */
  private static int evenly(int whole, int most) {
    return PanelLayout.roundUp(pieces(whole, pieces(whole, most)), FloatTiles.MOST_ROWS);
  }

  /** One thread's operands, and its room for a panel whose last columns are padding. */
  static final class Scratch {
    private final Product product = new Product();
    private final float[] rows = new float[AlignedArrays.OFFSET + BLOCK_ROWS * WIDTH + GRAIN];
  }
}
