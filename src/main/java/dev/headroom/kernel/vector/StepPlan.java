package dev.headroom.kernel.vector;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A step cut into items that threads take in turn. An item is a block of queries of one KV head
 * (some tokens, all heads of the group) with the keys they see, or with a part of those keys where
 * the step has too few blocks to share.
 *
 * <p>The cut depends on the shape alone, so that results do not depend on the threads.
 */
final class StepPlan {
  static final int SEQUENCE = 0;
  static final int KV_HEAD = 1;
  static final int FIRST_TOKEN = 2;
  static final int TOKENS = 3;
  static final int KEY_FROM = 4;
  static final int KEY_TO = 5;
  static final int PARTS = 6;

  /** Place of this part's result, if there are several parts. */
  static final int SLOT = 7;

  /** Place of the first part's result. */
  static final int FIRST_SLOT = 8;

  private static final int FIELDS = 9;

  /**
   * Rows of a block unless a group is larger: so many that a tile of keys in the second cache is
   * worth its way.
   */
  static final int BLOCK_ROWS = MicroKernels.BLOCK_ROWS;

  // Enough that a dozen threads end together, few enough that partial results cost nothing.
  private static final int WANTED_ITEMS = 64;
  private static final int LEAST_KEYS = BlockWorker.TILE_KEYS;

  private int[] items = new int[FIELDS * 256];
  private int size;
  private int slots;
  private int targetKeys;
  private AtomicIntegerArray missingParts = new AtomicIntegerArray(0);

  /** Items. */
  int size() {
    return size;
  }

  /** Results of parts that there is room wanted for. */
  int slots() {
    return slots;
  }

  /** A field of an item. */
  int get(int item, int field) {
    return items[item * FIELDS + field];
  }

  /** Says that a part is done; true if it was the block's last. */
  boolean lastPart(int item) {
    return missingParts.decrementAndGet(get(item, FIRST_SLOT)) == 0;
  }

  /** Tokens of a block. */
  static int blockTokens(int groupSize) {
    return Math.max(1, BLOCK_ROWS / groupSize);
  }

  /** Cuts a step. */
  void build(StepCall call) {
    size = 0;
    slots = 0;
    targetKeys = targetKeys(call);
    for (int sequence = 0; sequence < call.cache.batchSize(); sequence++) {
      addSequence(call, sequence);
    }
    if (missingParts.length() < slots) {
      missingParts = new AtomicIntegerArray(2 * slots);
    }
    for (int item = 0; item < size; item++) {
      if (get(item, PARTS) > 1) {
        missingParts.setPlain(get(item, FIRST_SLOT), get(item, PARTS));
      }
    }
  }

  private static int targetKeys(StepCall call) {
    int tokens = blockTokens(call.cache.attention().groupSize());
    long keys = 0;
    for (int sequence = 0; sequence < call.cache.batchSize(); sequence++) {
      for (int first = 0; first < call.lengths.tokens(sequence); first += tokens) {
        keys += keyTo(call, sequence, first, tokens) - keyFrom(call, sequence, first);
      }
    }
    long each = keys * call.cache.attention().kvHeads() / WANTED_ITEMS;
    return Math.max(LEAST_KEYS, PanelLayout.roundUp((int) Math.min(each, 1 << 30), LEAST_KEYS));
  }

  // The last tokens first: under a causal mask they see most, and the longest items should not be
  // started last.
  private void addSequence(StepCall call, int sequence) {
    int tokens = blockTokens(call.cache.attention().groupSize());
    int newTokens = call.lengths.tokens(sequence);
    for (int end = newTokens; end > 0; ) {
      int first = (end - 1) / tokens * tokens;
      for (int kvHead = 0; kvHead < call.cache.attention().kvHeads(); kvHead++) {
        addBlock(call, sequence, kvHead, first, end - first);
      }
      end = first;
    }
  }

  private void addBlock(StepCall call, int sequence, int kvHead, int first, int tokens) {
    int from = keyFrom(call, sequence, first);
    int to = keyTo(call, sequence, first, tokens);
    int aligned = from & -PanelLayout.WIDTH;
    int keys = to - aligned;
    int wanted = (keys + targetKeys - 1) / targetKeys;
    int partKeys = PanelLayout.roundUp((keys + wanted - 1) / wanted, PanelLayout.WIDTH);
    int parts = (keys + partKeys - 1) / partKeys;
    for (int part = 0; part < parts; part++) {
      int start = aligned + part * partKeys;
      int item = newItem();
      items[item + SEQUENCE] = sequence;
      items[item + KV_HEAD] = kvHead;
      items[item + FIRST_TOKEN] = first;
      items[item + TOKENS] = tokens;
      items[item + KEY_FROM] = Math.max(from, start);
      items[item + KEY_TO] = Math.min(to, start + partKeys);
      items[item + PARTS] = parts;
      items[item + SLOT] = slots + part;
      items[item + FIRST_SLOT] = slots;
    }
    if (parts > 1) {
      slots += parts;
    }
  }

  private int newItem() {
    if ((size + 1) * FIELDS > items.length) {
      items = Arrays.copyOf(items, 2 * items.length);
    }
    return size++ * FIELDS;
  }

  private static int keyFrom(StepCall call, int sequence, int first) {
    return call.cache.visible().from(call.firstPosition(sequence) + first);
  }

  private static int keyTo(StepCall call, int sequence, int first, int tokens) {
    int last = Math.min(first + tokens, call.lengths.tokens(sequence)) - 1;
    return call.cache
        .visible()
        .to(call.firstPosition(sequence) + last, call.cache.length(sequence));
  }
}
