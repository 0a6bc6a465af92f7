package dev.headroom.kernel.vector;

import static dev.headroom.kernel.PanelLayout.GRAIN;
import static dev.headroom.kernel.PanelLayout.WIDTH;
import static dev.headroom.kernel.PanelLayout.roundUp;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.PanelLayout;
import java.util.Arrays;

/**
 * One thread's memory for a block of rows: one array, because micro-kernels read A from it and
 * write C to it.
 */
final class BlockScratch {
  /** Between the last number of a thread and what lies behind it, which may be another thread's. */
  private static final int SPACE = 32;

  final int queryStride;
  final int weightStride;
  final int outputStride;

  /** Queries, {@code [rows][queryStride]}. */
  final int queries;

  /** Logits, then weights of a tile of keys, {@code [rows][weightStride]}. */
  final int weights;

  /** Weighted sums of values, {@code [rows][outputStride]}. */
  final int outputs;

  /** Sums of weights, one number a lane, {@code [rows][GRAIN]}. */
  final int sums;

  /** Room for a panel widened to fp32. */
  final int panel;

  final float[] data;

  /** The largest logit so far of each row. */
  final float[] largest;

  /** First key of the tile that a row sees. */
  final int[] from;

  /** The key of the tile after the last that a row sees. */
  final int[] to;

  private final int rows;
  private final int keyDim;
  private final int valueDim;

  BlockScratch(int rows, PanelLayout layout) {
    this.rows = rows;
    keyDim = layout.keyDim();
    valueDim = layout.valueDim();
    queryStride = FloatTiles.strideOf(keyDim);
    weightStride = FloatTiles.A_STRIDE;
    outputStride = layout.valueColumns() + GRAIN;
    queries = AlignedArrays.OFFSET;
    weights = queries + rows * queryStride;
    outputs = weights + rows * weightStride;
    sums = outputs + rows * outputStride;
    panel = sums + rows * GRAIN;
    int panelRows = Math.max(BlockWorker.TILE_KEYS, roundUp(keyDim, GRAIN));
    data = AlignedArrays.floats("scratch", panel + (long) panelRows * WIDTH);
    largest = new float[rows + SPACE];
    from = new int[rows + SPACE];
    to = new int[rows + SPACE];
  }

  /** Takes a row in: its query times a factor, and nothing seen yet. */
  void begin(int row, float[] source, int from, float factor) {
    Exponentials.scale(source, from, factor, data, queries + row * queryStride, keyDim);
    int output = outputs + row * outputStride;
    Arrays.fill(data, output, output + outputStride, 0f);
    Arrays.fill(data, sums + row * GRAIN, sums + (row + 1) * GRAIN, 0f);
    largest[row] = Exponentials.HIDDEN;
  }

  /** Divides a row's output by the sum of its weights. */
  void normalise(int row) {
    float sum = Exponentials.total(data, sums + row * GRAIN);
    int output = outputs + row * outputStride;
    Exponentials.multiply(data, output, output + outputStride, 1 / sum);
  }

  /** Gives a row's output away. */
  void copyOutput(int row, float[] target, int to) {
    System.arraycopy(data, outputs + row * outputStride, target, to, valueDim);
  }

  /** Whether this memory serves a block of so many rows. */
  boolean serves(int neededRows, PanelLayout layout) {
    return neededRows <= rows && layout.keyDim() == keyDim && layout.valueDim() == valueDim;
  }
}
