package dev.headroom.kernel.vector;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Items that the members of a team take in turn: each begins with a stretch of its own, the same in
 * every step, so that it finds keys and values in its own cache again; who is done helps the
 * others. Allocates nothing once made.
 */
final class ItemQueue {
  /** Distance of two members' numbers: two of them in one cache line would wait for each other. */
  private static final int APART = 32;

  private final int members;
  private final AtomicIntegerArray next;
  private int items;

  /** A queue for a team. */
  ItemQueue(int members) {
    this.members = members;
    next = new AtomicIntegerArray((members + 1) * APART);
  }

  /** Fills the queue; nobody may be taking. */
  void fill(int newItems) {
    items = newItems;
    for (int member = 0; member < members; member++) {
      next.setPlain((member + 1) * APART, first(member));
    }
  }

  /** The next item for a member, or -1 if there is none left. */
  int take(int member) {
    for (int i = 0; i < members; i++) {
      int owner = (member + i) % members;
      int end = first(owner + 1);
      if (next.getPlain((owner + 1) * APART) < end) {
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
