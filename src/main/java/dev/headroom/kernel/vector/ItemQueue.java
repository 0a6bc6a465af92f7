package dev.headroom.kernel.vector;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Items that the members of a team take in turn: each begins with a stretch of its own, the same in
 * every step, so that it finds keys and values in its own cache again; who is done helps others
 * that have more left than it may not take. An item of a microsecond is not worth its way from one
 * processor's cache to another's and back, which takes several. Allocates nothing once made.
 */
final class ItemQueue {
  /** Distance of two members' numbers: two of them in one cache line would wait for each other. */
  private static final int APART = 32;

  private final int members;
  private final AtomicIntegerArray next;
  private int items;
  private int kept;

  /** A queue for a team. */
  ItemQueue(int members) {
    this.members = members;
    next = new AtomicIntegerArray((members + 1) * APART);
  }

  /**
   * Fills the queue; nobody may be taking.
   *
   * @param newKept items that nobody else takes from a member that has no more left
   */
  void fill(int newItems, int newKept) {
    items = newItems;
    kept = newKept;
    for (int member = 0; member < members; member++) {
      next.setPlain((member + 1) * APART, first(member));
    }
  }

  /** The next item for a member, or -1 if there is none left. */
  int take(int member) {
    for (int i = 0; i < members; i++) {
      int owner = (member + i) % members;
      int end = first(owner + 1);
      int wanted = i == 0 ? end : end - kept;
      if (next.getPlain((owner + 1) * APART) < wanted) {
        // Whoever was slower than others may get one that should be kept, but none is lost.
        int item = next.getAndIncrement((owner + 1) * APART);
        if (item < end) {
          return item;
        }
      }
    }
    return -1;
  }

  private int first(int member) {
    return (int) ((long) items * member / members);
  }
}
