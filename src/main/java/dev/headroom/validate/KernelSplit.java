package dev.headroom.validate;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.workload.GroupedAttention;
import java.util.ArrayList;
import java.util.List;

/**
 * How the vector kernel cuts a call into items that threads take in turn: blocks of some tokens
 * with all heads of a group, and parts of their keys where there are few blocks. It depends on the
 * shape alone.
 *
 * @param blocks of one sequence and KV head
 * @param items of the whole call
 * @param parts of the whole call that are merged; 0 if no block is cut
 */
record KernelSplit(List<Block> blocks, long items, long parts) {
  /** Rows of a block unless a group is larger. */
  private static final int BLOCK_ROWS = MicroKernels.BLOCK_ROWS;

  /** Rows that the edge of a causal mask is taken by. */
  static final int EDGE_ROWS = MicroKernels.NARROW_ROWS;

  static final int TILE_KEYS = MicroKernels.TILE_KEYS;

  private static final int WANTED_ITEMS = 64;
  private static final int LEAST_KEYS = TILE_KEYS;
  private static final int PANEL = PanelLayout.WIDTH;
  private static final int GRAIN = PanelLayout.GRAIN;

  /**
   * Some tokens with all heads of a group.
   *
   * @param rows tokens times heads
   * @param keys that the last token sees
   * @param wholeKeys of tiles that every token sees whole
   * @param scorePairs pairs of row and key whose logits are computed beyond the whole tiles
   * @param sumPairs pairs of row and key whose values are summed beyond the whole tiles
   * @param softmaxPairs pairs of row and key that go through softmax
   * @param softmaxRows pairs of row and tile that go through softmax
   * @param parts of the keys, each an item
   */
  record Block(
      int rows,
      int keys,
      int wholeKeys,
      long scorePairs,
      long sumPairs,
      long softmaxPairs,
      long softmaxRows,
      int parts) {}

  /** Copies the list. */
  KernelSplit {
    blocks = List.copyOf(blocks);
  }

  /** The cut of a call. */
  static KernelSplit of(CallShape shape) {
    GroupedAttention attention = shape.attention();
    int tokens = Math.max(1, BLOCK_ROWS / attention.groupSize());
    long keys = 0;
    for (int first = 0; first < shape.queryLength(); first += tokens) {
      keys += shape.contextLength() + Math.min(first + tokens, shape.queryLength());
    }
    long each = keys * shape.batchSize() * attention.kvHeads() / WANTED_ITEMS;
    int target = (int) Math.max(LEAST_KEYS, up(Math.min(each, 1 << 30), LEAST_KEYS));
    List<Block> blocks = new ArrayList<>();
    long items = 0;
    long parts = 0;
    for (int first = 0; first < shape.queryLength(); first += tokens) {
      Block block = block(shape, first, tokens, target);
      blocks.add(block);
      items += block.parts();
      parts += block.parts() > 1 ? block.parts() : 0;
    }
    return new KernelSplit(blocks, items * shape.units(), parts * shape.units());
  }

  private static Block block(CallShape shape, int first, int most, int target) {
    int group = shape.attention().groupSize();
    int last = Math.min(first + most, shape.queryLength());
    int leastSeen = shape.contextLength() + first + 1;
    int keys = shape.contextLength() + last;
    // A last tile that all tokens see whole need not be full.
    int whole = last - first == 1 ? keys : leastSeen / TILE_KEYS * TILE_KEYS;
    long scores = 0;
    long sums = 0;
    long softmax = 0;
    long softmaxRows = 0;
    for (int seen = leastSeen; seen <= keys; seen++) {
      scores += up(seen, PANEL) - Math.min(whole, up(seen, PANEL));
      softmax += up(seen, GRAIN);
      softmaxRows += (seen + TILE_KEYS - 1) / TILE_KEYS;
    }
    for (int row = 0; row < (last - first) * group; row += EDGE_ROWS) {
      int count = Math.min(EDGE_ROWS, (last - first) * group - row);
      sums += (long) count * (leastSeen + (row + count - 1) / group - whole);
    }
    int wanted = (int) ((keys + (long) target - 1) / target);
    int partKeys = (int) up((keys + wanted - 1) / wanted, PANEL);
    return new Block(
        (last - first) * group,
        keys,
        whole,
        scores * group,
        sums,
        softmax * group,
        softmaxRows * group,
        (keys + partKeys - 1) / partKeys);
  }

  private static long up(long count, int step) {
    return (count + step - 1) / step * step;
  }
}
