package dev.headroom.plan;

/**
 * Free KV blocks in the order in which they will be taken, the longest free ones first. What a
 * request left in its blocks stays until somebody takes them: a request that was preempted may find
 * the beginning of its keys again, because its last blocks are taken first.
 */
final class BlockPool {
  private static final int NOBODY = -1;

  private final int total;
  private int free;

  /** Runs of free blocks with their last owner, a ring. */
  private int[] owner;

  private int[] count;
  private long head;
  private long tail;

  /** For each request the number of its run, or -1. */
  private final long[] run;

  BlockPool(int blocks, int requests) {
    this.total = blocks;
    this.owner = new int[64];
    this.count = new int[64];
    this.run = new long[requests];
    java.util.Arrays.fill(run, NOBODY);
    append(NOBODY, blocks);
    free = blocks;
  }

  int free() {
    return free;
  }

  int used() {
    return total - free;
  }

  /** Takes blocks; there must be as many. */
  void take(int blocks) {
    if (blocks > free) {
      throw new IllegalStateException("took " + blocks + " blocks of " + free);
    }
    free -= blocks;
    int left = blocks;
    while (left > 0) {
      int at = (int) (head & (count.length - 1));
      int taken = Math.min(left, count[at]);
      count[at] -= taken;
      left -= taken;
      if (count[at] == 0) {
        forget(owner[at]);
        head++;
      }
    }
  }

  /** Gives back the blocks of a request that is done, whose keys nobody will want. */
  void giveBack(int blocks) {
    append(NOBODY, blocks);
    free += blocks;
  }

  /** Gives back the blocks of a request that will come again. */
  void park(int request, int blocks) {
    forget(request);
    if (blocks > 0) {
      run[request] = tail;
      append(request, blocks);
      free += blocks;
    }
  }

  /** Blocks of this request that nobody took since it was parked. */
  int parked(int request) {
    return run[request] < 0 ? 0 : count[(int) (run[request] & (count.length - 1))];
  }

  /** Takes the first {@code blocks} of a request's parked ones back; the rest is anybody's. */
  void reclaim(int request, int blocks) {
    if (blocks == 0) {
      forget(request);
      return;
    }
    int at = (int) (run[request] & (count.length - 1));
    count[at] -= blocks;
    free -= blocks;
    owner[at] = NOBODY;
    run[request] = NOBODY;
  }

  private void forget(int request) {
    if (request >= 0 && run[request] >= 0) {
      owner[(int) (run[request] & (count.length - 1))] = NOBODY;
      run[request] = NOBODY;
    }
  }

  private void append(int request, int blocks) {
    int last = (int) ((tail - 1) & (count.length - 1));
    if (request == NOBODY && tail > head && owner[last] == NOBODY) {
      count[last] += blocks;
      return;
    }
    if (tail - head == count.length) {
      grow();
    }
    int at = (int) (tail & (count.length - 1));
    owner[at] = request;
    count[at] = blocks;
    tail++;
  }

  private void grow() {
    int[] owners = new int[owner.length * 2];
    int[] counts = new int[owner.length * 2];
    for (long i = head; i < tail; i++) {
      owners[(int) (i & (owners.length - 1))] = owner[(int) (i & (owner.length - 1))];
      counts[(int) (i & (owners.length - 1))] = count[(int) (i & (count.length - 1))];
    }
    owner = owners;
    count = counts;
  }
}
