package dev.headroom.timing;

import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.KernelStructure.Grouping;
import dev.headroom.hardware.KernelStructure.Splitting;

/**
 * How a kernel cuts a call into blocks.
 *
 * @param blocks that the units work through, of all sequences, heads and parts
 * @param rows of queries that a block computes, padding included
 * @param keys of all blocks together, padding included
 * @param longest keys of the longest block
 * @param parts that the cache of a sequence is cut into
 * @param copies small kernels that run for rearranging queries and outputs
 */
record BlockPlan(
    double blocks, double rows, double keys, double longest, double parts, double copies) {
  private static final double ROWS_STEP = 16;
  private static final double SMALLEST_PART = 256;
  private static final int MOST_PARTS = 128;
  private static final int NARROW = 64;
  private static final int LARGE_GROUP = 32;
  private static final double MOVING_COPIES = 5;

  /** A prompt of no more tiles of keys is not cut. */
  private static final int UNCUT_TILES = 4;

  /** Tiles that are counted one by one; of more, the mean padding is taken. */
  private static final long COUNTED_TILES = 64;

  /** The plan of one new token for each sequence. */
  static BlockPlan decode(KernelShape shape, KernelStructure structure, double units) {
    boolean swapped = structure.grouping() == Grouping.SWAPPED;
    boolean packed = structure.grouping() != Grouping.APART && !(swapped && shape.window() > 0);
    double group = packed ? shape.groupSize() : 1;
    double heads = packed ? shape.heads().kv() : shape.heads().query();
    double tile =
        packed && group > LARGE_GROUP ? structure.tiles().groupRows() : tileRows(shape, structure);
    double rows = Math.min(Math.ceil(group / ROWS_STEP) * ROWS_STEP, tile);
    double blocks = shape.sequences() * heads * Math.ceil(group / tile);
    double size = tileKeys(shape, structure);
    double tiles = seenTiles(shape, size);
    boolean split = !swapped || (packed && shape.groupSize() > 1);
    double parts = split ? parts(structure, blocks, tiles, units, size) : 1;
    double longest = Math.ceil(tiles / parts) * size;
    double copies = swapped && packed ? copies(shape) : 0;
    return new BlockPlan(blocks * parts, rows, blocks * tiles * size, longest, parts, copies);
  }

  /**
   * FlashAttention 2 copies the outputs of swapped heads back. Where the swapped queries of all
   * sequences cannot be seen as one array without moving them, it copies queries before and outputs
   * after: five small kernels in all, by the times of L40S and A100, whose one and five are in that
   * proportion.
   */
  private static double copies(KernelShape shape) {
    if (shape.groupSize() == 1) {
      return 0;
    }
    return shape.sequences() > 1 && shape.heads().kv() > 1 ? MOVING_COPIES : 1;
  }

  private static double seenTiles(KernelShape shape, double size) {
    double keys = shape.lengths().keys();
    double hidden = shape.window() > 0 ? Math.max(keys - shape.window(), 0) : 0;
    return Math.ceil(keys / size) - Math.floor(hidden / size);
  }

  private static double tileRows(KernelShape shape, KernelStructure structure) {
    return shape.widths().key() <= NARROW
        ? structure.tiles().narrowRows()
        : structure.tiles().rows();
  }

  private static double tileKeys(KernelShape shape, KernelStructure structure) {
    return shape.widths().key() <= NARROW
        ? structure.tiles().narrowKeys()
        : structure.tiles().keys();
  }

  private static double parts(
      KernelStructure structure, double blocks, double tiles, double units, double size) {
    double slots = units * structure.slots();
    if (structure.splitting() == Splitting.FILL) {
      double most = Math.max(1, Math.ceil(tiles * size / SMALLEST_PART));
      return Math.min(Math.max(Math.floor(slots / blocks), 1), most);
    }
    if (structure.splitting() == Splitting.BALANCED) {
      double each = Math.ceil(1.1 * blocks * tiles / units);
      return Math.min(Math.ceil(tiles / each), MOST_PARTS);
    }
    return structure.splitting() == Splitting.NONE ? 1 : efficient(blocks, tiles, slots);
  }

  /** FlashAttention's {@code num_splits_heuristic}, whence 0.8 and 0.85. */
  private static double efficient(double blocks, double tiles, double slots) {
    if (blocks >= 0.8 * slots) {
      return 1;
    }
    double best = 0;
    for (int parts = 1; parts <= Math.min(tiles, MOST_PARTS); parts++) {
      best = Math.max(best, eligible(parts, tiles) ? fill(blocks * parts / slots) : 0);
    }
    for (int parts = 1; parts <= Math.min(tiles, MOST_PARTS); parts++) {
      if (eligible(parts, tiles) && fill(blocks * parts / slots) >= 0.85 * best) {
        return parts;
      }
    }
    return 1;
  }

  /** Whether one part more makes the parts shorter. */
  private static boolean eligible(int parts, double tiles) {
    return parts == 1 || Math.ceil(tiles / parts) != Math.ceil(tiles / (parts - 1));
  }

  private static double fill(double waves) {
    return waves / Math.ceil(waves);
  }

  /** The plan of a prompt. */
  static BlockPlan prefill(KernelShape shape, KernelStructure structure, double units) {
    if (structure.grouping() == Grouping.SWAPPED && shape.lengths().query() == 1) {
      return decode(shape, structure, units);
    }
    boolean packed = structure.grouping() == Grouping.PACKED;
    double group = packed ? shape.groupSize() : 1;
    double heads = packed ? shape.heads().kv() : shape.heads().query();
    double rows = tileRows(shape, structure);
    double size = tileKeys(shape, structure);
    long tiles = (long) Math.ceil(shape.lengths().query() * group / rows);
    double last = padded(shape, size, rows / group, tiles - 1);
    double keys = 0;
    double longest = last;
    if (tiles <= COUNTED_TILES || shape.window() > 0) {
      // Under a window all tiles but the first few are alike: they are sampled, evenly.
      long counted = Math.min(tiles, COUNTED_TILES);
      for (long i = 0; i < counted; i++) {
        double tile = padded(shape, size, rows / group, i * tiles / counted);
        keys += tile * tiles / counted;
        longest = Math.max(longest, tile);
      }
    } else {
      double step = Math.min(rows / group, size);
      double context = shape.lengths().keys() - shape.lengths().query();
      keys = tiles * (context + (tiles + 1) / 2.0 * rows / group + (size - step) / 2);
    }
    double columns = shape.sequences() * heads;
    double parts = 1;
    if (structure.splitting() == Splitting.EFFICIENT
        && structure.grouping() != Grouping.SWAPPED
        && longest > UNCUT_TILES * size) {
      parts = efficient(columns * tiles, longest / size, units * structure.slots());
      longest = Math.ceil(longest / (size * parts)) * size;
    }
    return new BlockPlan(columns * tiles * parts, rows, columns * keys, longest, parts, 0);
  }

  /** This plan and another that runs in the same launch; blocks are as high as this one's. */
  BlockPlan and(BlockPlan other) {
    return new BlockPlan(
        blocks + other.blocks,
        rows,
        keys + other.keys,
        Math.max(longest, other.longest),
        Math.max(parts, other.parts),
        Math.max(copies, other.copies));
  }

  /** Keys that the tile computes, in whole tiles of keys. */
  private static double padded(KernelShape shape, double size, double tokens, long tile) {
    double query = shape.lengths().query();
    double context = shape.lengths().keys() - query;
    double end = context + Math.min(Math.ceil((tile + 1) * tokens), query);
    double start =
        shape.window() == 0
            ? 0
            : Math.max(context + Math.floor(tile * tokens) - shape.window() + 1, 0);
    return (Math.ceil(end / size) - Math.floor(start / size)) * size;
  }
}
