package dev.headroom.kernel.vector;

import static dev.headroom.kernel.PanelLayout.GRAIN;
import static dev.headroom.kernel.PanelLayout.WIDTH;
import static dev.headroom.kernel.PanelLayout.roundUp;

import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.workload.GroupedAttention;
import java.util.Arrays;

/**
 * One thread's part in attention: takes a block of rows (some tokens, all heads of a group) through
 * tiles of keys, with the softmax of each row brought up to date tile by tile.
 *
 * <p>A row that has seen keys with largest logit m keeps {@code Σ 2^(logit − m)} and {@code Σ
 * 2^(logit − m)·value}; when a tile has a larger logit m', both are multiplied by {@code 2^(m −
 * m')}. The tile's keys and values are read from memory once and serve all rows.
 *
 * @see <a href="https://arxiv.org/abs/1805.02867">Milakov and Gimelshein 2018, online softmax</a>
 * @see <a href="https://arxiv.org/abs/2205.14135">Dao et al. 2022, FlashAttention</a>
 */
class BlockWorker extends Spaced {
  /** Keys of a tile, a multiple of a panel's columns. */
  static final int TILE_KEYS = MicroKernels.TILE_KEYS;

  private static final double LOG2_E = 1.4426950408889634;
  private static final float LARGEST_LOGIT = 1e38f;

  private BlockScratch scratch = new BlockScratch(1, new PanelLayout(1, 1, WIDTH, 1));
  private PanelProduct product = new PanelProduct(scratch.data, scratch.panel);
  private int rows;
  private int groupSize;
  private int tile;
  private int tileKeys;
  private int unit;
  private boolean scaled;

  private BlockWorker() {}

  /** A worker that shares no cache line with another. */
  static BlockWorker spaced() {
    return new Alone();
  }

  /** Has room behind it, too. */
  @SuppressWarnings({"unused", "UnusedVariable"})
  private static final class Alone extends BlockWorker {
    private int q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
    private int q16, q17, q18, q19, q20, q21, q22, q23, q24, q25, q26, q27, q28, q29, q30, q31;
  }

  /** Makes room for blocks of a cache. */
  final void reserve(KvCache cache, int blockRows) {
    if (!scratch.serves(blockRows, cache.layout())) {
      scratch = new BlockScratch(blockRows, cache.layout());
      product = new PanelProduct(scratch.data, scratch.panel);
    }
  }

  /** Distance of two rows of outputs. */
  final int outputStride() {
    return scratch.outputStride;
  }

  /**
   * Computes an item of a plan, and the block's outputs if no other item has still a part of it.
   */
  final void run(StepCall call, StepPlan plan, int item, PartialResults partials) {
    start(call, plan, item);
    int to = plan.get(item, StepPlan.KEY_TO);
    for (tile = plan.get(item, StepPlan.KEY_FROM) & -WIDTH; tile < to; tile += TILE_KEYS) {
      tileKeys = Math.min(TILE_KEYS, to - tile);
      findVisible(call, plan, item);
      scores(call);
      for (int row = 0; row < rows; row++) {
        if (scratch.from[row] < scratch.to[row]) {
          softmax(call, plan, item, row);
        }
      }
      weightedSums(call, tile <= plan.get(item, StepPlan.KEY_FROM));
    }
    finish(call, plan, item, partials);
  }

  private void start(StepCall call, StepPlan plan, int item) {
    GroupedAttention attention = call.cache.attention();
    groupSize = attention.groupSize();
    rows = plan.get(item, StepPlan.TOKENS) * groupSize;
    scaled = call.cache.layout().perWord() == 4;
    product.from(call.far);
    unit = call.cache.unit(plan.get(item, StepPlan.SEQUENCE), plan.get(item, StepPlan.KV_HEAD));
    float scale = (float) (LOG2_E / Math.sqrt(attention.keyDim()));
    int nextToken = attention.queryHeads() - groupSize;
    int headRow = firstHeadRow(call, plan, item);
    for (int row = 0; row < rows; headRow += nextToken) {
      for (int end = row + groupSize; row < end; row++, headRow++) {
        scratch.begin(row, call.queries, headRow * attention.keyDim(), scale);
      }
    }
  }

  /** Number of the first row's head among the heads of all new tokens. */
  private int firstHeadRow(StepCall call, StepPlan plan, int item) {
    int token =
        call.lengths.firstRow(plan.get(item, StepPlan.SEQUENCE))
            + plan.get(item, StepPlan.FIRST_TOKEN);
    return token * call.cache.attention().queryHeads()
        + plan.get(item, StepPlan.KV_HEAD) * groupSize;
  }

  private void findVisible(StepCall call, StepPlan plan, int item) {
    int sequence = plan.get(item, StepPlan.SEQUENCE);
    int position = call.firstPosition(sequence) + plan.get(item, StepPlan.FIRST_TOKEN);
    int least = plan.get(item, StepPlan.KEY_FROM);
    for (int row = 0; row < rows; row += groupSize, position++) {
      int from = Math.max(least, call.cache.visible().from(position)) - tile;
      int to = call.cache.visible().to(position, call.cache.length(sequence)) - tile;
      int first = Math.min(Math.max(from, 0), tileKeys);
      Arrays.fill(scratch.from, row, row + groupSize, first);
      Arrays.fill(scratch.to, row, row + groupSize, Math.min(Math.max(to, first), tileKeys));
    }
  }

  /**
   * Logits of the rows that see a panel's keys; neither end of what a row sees is before the row
   * above's.
   */
  private void scores(StepCall call) {
    PanelLayout layout = call.cache.layout();
    product.bind(call.cache.keys(), layout.perWord());
    Product p = product.operands;
    p.a = scratch.data;
    p.aStride = scratch.queryStride;
    p.set(scratch.data, scratch.weightStride);
    int panel = call.cache.keys().offset(unit) + tile / WIDTH * layout.keyPanelWords();
    int first = 0;
    int end = 0;
    for (int key = 0; key < tileKeys; key += WIDTH, panel += layout.keyPanelWords()) {
      while (first < rows && scratch.to[first] <= key) {
        first++;
      }
      while (end < rows && scratch.from[end] < key + WIDTH) {
        end++;
      }
      if (first < end) {
        product.multiply(
            end - first,
            scratch.queries + first * scratch.queryStride,
            panel,
            scratch.weights + first * scratch.weightStride + key,
            layout.keyDim(),
            WIDTH);
      }
    }
  }

  private void softmax(StepCall call, StepPlan plan, int item, int row) {
    float[] data = scratch.data;
    int base = scratch.weights + row * scratch.weightStride;
    int from = base + scratch.from[row];
    int to = base + scratch.to[row];
    int start = base + (scratch.from[row] & -GRAIN);
    int end = base + roundUp(scratch.to[row], GRAIN);
    if (scaled) {
      int scale = call.cache.keys().scaleOffset(unit) + tile + start - base;
      Exponentials.multiply(data, start, end, call.cache.keys().scales(), scale);
    }
    Exponentials.fill(data, start, from, Exponentials.HIDDEN);
    Exponentials.fill(data, to, end, Exponentials.HIDDEN);
    float top = Exponentials.largest(data, start, end);
    if (Float.isNaN(top)) {
      computeInDouble(call, plan, item, row);
      top = Exponentials.largest(data, start, end);
    }
    raise(row, top);
    Exponentials.weights(data, start, end, scratch.largest[row], scratch.sums + row * GRAIN);
    Exponentials.fill(data, start, from, 0f);
    Exponentials.fill(data, to, end, 0f);
    if (scaled) {
      int scale = call.cache.values().scaleOffset(unit) + tile + start - base;
      Exponentials.multiply(data, start, end, call.cache.values().scales(), scale);
    }
  }

  /** Makes a row's sums relative to a larger logit. */
  private void raise(int row, float top) {
    if (scratch.largest[row] == Exponentials.HIDDEN) {
      scratch.largest[row] = top;
    } else if (top > scratch.largest[row]) {
      float factor = Exponentials.powerOfTwo(scratch.largest[row] - top);
      int sum = scratch.sums + row * GRAIN;
      int output = scratch.outputs + row * scratch.outputStride;
      Exponentials.multiply(scratch.data, sum, sum + GRAIN, factor);
      Exponentials.multiply(scratch.data, output, output + scratch.outputStride, factor);
      scratch.largest[row] = top;
    }
  }

  /**
   * Logits of a row whose products or sums left the range of a float; beyond ±1e38 they count as
   * that.
   */
  private void computeInDouble(StepCall call, StepPlan plan, int item, int row) {
    int sequence = plan.get(item, StepPlan.SEQUENCE);
    int kvHead = plan.get(item, StepPlan.KV_HEAD);
    int query = scratch.queries + row * scratch.queryStride;
    int base = scratch.weights + row * scratch.weightStride;
    for (int key = scratch.from[row]; key < scratch.to[row]; key++) {
      double sum = 0;
      for (int i = 0; i < call.cache.attention().keyDim(); i++) {
        sum += scratch.data[query + i] * call.cache.key(sequence, kvHead, tile + key, i);
      }
      scratch.data[base + key] = (float) Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, sum));
    }
  }

  private void weightedSums(StepCall call, boolean first) {
    product.bind(call.cache.values(), call.cache.layout().perWord());
    Product p = product.operands;
    p.aStride = scratch.weightStride;
    if (first) {
      p.set(scratch.data, scratch.outputStride);
    } else {
      p.add(scratch.data, scratch.outputStride);
    }
    if (scratch.from[rows - 1] == 0 && scratch.to[0] == tileKeys) {
      weightedSums(call, 0, rows, 0, tileKeys);
      return;
    }
    // At the edges of the mask a few rows at a time, with the keys that they see.
    for (int row = 0; row < rows; row += FloatTiles.MOST_ROWS) {
      int count = Math.min(FloatTiles.MOST_ROWS, rows - row);
      int from = scratch.from[row] & -4;
      int to = scratch.to[row + count - 1];
      if (from < to) {
        clearHidden(row, count, from, roundUp(to, 4));
        weightedSums(call, row, count, from, to);
      }
    }
  }

  private void weightedSums(StepCall call, int row, int count, int from, int to) {
    PanelLayout layout = call.cache.layout();
    int firstWord = call.cache.values().offset(unit);
    int width;
    for (int column = 0; column < layout.valueColumns(); column += width) {
      width = layout.valuePanelWidth(column);
      product.multiply(
          count,
          scratch.weights + row * scratch.weightStride + from,
          firstWord + column * layout.valueRows() + (tile + from) / layout.perWord() * width,
          scratch.outputs + row * scratch.outputStride + column,
          to - from,
          width);
    }
  }

  /**
   * Zeroes the weights of keys from {@code from} to before {@code to} that some row of a few sees
   * and another does not.
   */
  private void clearHidden(int firstRow, int count, int from, int to) {
    for (int row = firstRow; row < firstRow + count; row++) {
      int base = scratch.weights + row * scratch.weightStride;
      boolean none = scratch.from[row] >= scratch.to[row];
      int seen = none ? to : Math.max(from, scratch.from[row]);
      Arrays.fill(scratch.data, base + from, base + seen, 0f);
      Arrays.fill(scratch.data, base + Math.max(seen, scratch.to[row]), base + to, 0f);
    }
  }

  private void finish(StepCall call, StepPlan plan, int item, PartialResults partials) {
    int parts = plan.get(item, StepPlan.PARTS);
    if (parts > 1) {
      partials.save(scratch, rows, plan.get(item, StepPlan.SLOT));
      if (!plan.lastPart(item)) {
        return;
      }
    }
    int valueDim = call.cache.attention().valueDim();
    int nextToken = call.cache.attention().queryHeads() - groupSize;
    int headRow = firstHeadRow(call, plan, item);
    for (int row = 0; row < rows; headRow += nextToken) {
      for (int end = row + groupSize; row < end; row++, headRow++) {
        if (parts > 1) {
          partials.merge(scratch, row, plan.get(item, StepPlan.FIRST_SLOT), parts);
        } else {
          scratch.normalise(row);
        }
        scratch.copyOutput(row, call.outputs, headRow * valueDim);
      }
    }
  }
}
