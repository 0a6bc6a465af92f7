package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockPoolTest {
  @Test
  void theLastBlocksOfAParkedRequestAreTakenFirst() {
    BlockPool pool = new BlockPool(4, 2);
    pool.take(4);
    pool.park(0, 3);
    assertThat(pool.parked(0)).isEqualTo(3);
    pool.take(1);
    assertThat(pool.parked(0)).isEqualTo(2);
    pool.reclaim(0, 2);
    assertThat(pool.free()).isZero();
    assertThat(pool.used()).isEqualTo(4);
    assertThatThrownBy(() -> pool.take(1)).isInstanceOf(IllegalStateException.class);
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** The oracle is a queue of single blocks, each with its last owner, or −1. */
  @ParameterizedTest
  @MethodSource("seeds")
  void itIsAQueueOfSingleBlocks(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int total = 30;
    int requests = 8;
    BlockPool pool = new BlockPool(total, requests);
    Deque<Integer> queue = new ArrayDeque<>();
    IntStream.range(0, total).forEach(i -> queue.addLast(-1));
    int[] held = new int[requests];
    for (int round = 0; round < 2000; round++) {
      int request = random.nextInt(requests);
      if (held[request] > 0 && random.nextBoolean()) {
        boolean parks = random.nextBoolean();
        for (int i = 0; i < held[request]; i++) {
          queue.addLast(parks ? request : -1);
        }
        if (parks) {
          pool.park(request, held[request]);
        } else {
          pool.giveBack(held[request]);
        }
        held[request] = 0;
      } else if (held[request] == 0) {
        int parked = (int) queue.stream().filter(owner -> owner == request).count();
        assertThat(pool.parked(request)).isEqualTo(parked);
        int wanted = parked == 0 ? 0 : random.nextInt(parked + 1);
        pool.reclaim(request, wanted);
        removeOwned(queue, request, wanted);
        int more = queue.isEmpty() ? 0 : random.nextInt(Math.min(9, queue.size()) + 1);
        pool.take(more);
        IntStream.range(0, more).forEach(i -> queue.removeFirst());
        held[request] = wanted + more;
      }
      assertThat(pool.free()).isEqualTo(queue.size());
    }
  }

  /** Takes so many of a request's blocks out of the queue; the others are nobody's. */
  private static void removeOwned(Deque<Integer> queue, int request, int wanted) {
    int left = wanted;
    Deque<Integer> rest = new ArrayDeque<>();
    for (Iterator<Integer> each = queue.iterator(); each.hasNext(); ) {
      int owner = each.next();
      if (owner == request && left > 0) {
        left--;
      } else {
        rest.addLast(owner == request ? -1 : owner);
      }
    }
    queue.clear();
    queue.addAll(rest);
  }
}
