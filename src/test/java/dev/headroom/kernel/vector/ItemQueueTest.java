package dev.headroom.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kernel.ThreadTeam;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemQueueTest {
  @Test
  void aMemberLeavesOthersWhatTheyKeep() {
    ItemQueue queue = new ItemQueue(2);
    // Items 0 to 3 are the first member's, 4 to 7 the second's.
    queue.fill(8, 1);
    assertThat(take(queue, 1, 4)).containsExactly(4, 5, 6, 7);
    // Of the first member's four, its last is kept for it.
    assertThat(take(queue, 1, 4)).containsExactly(0, 1, 2, -1);
    assertThat(take(queue, 0, 2)).containsExactly(3, -1);
    queue.fill(8, 8);
    assertThat(take(queue, 0, 5)).containsExactly(0, 1, 2, 3, -1);
    queue.fill(3, 0);
    assertThat(take(queue, 0, 4)).containsExactly(0, 1, 2, -1);
  }

  private static int[] take(ItemQueue queue, int member, int times) {
    return IntStream.range(0, times).map(i -> queue.take(member)).toArray();
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "1001, 1", "997, 1000"})
  void everyItemIsTakenOnceWhoeverIsFaster(int items, int kept) {
    int members = 3;
    ItemQueue queue = new ItemQueue(members);
    AtomicIntegerArray taken = new AtomicIntegerArray(items);
    try (ThreadTeam team = new ThreadTeam(members)) {
      for (int round = 1; round <= 50; round++) {
        queue.fill(items, kept);
        team.run(
            member -> {
              for (int item = queue.take(member); item >= 0; item = queue.take(member)) {
                taken.incrementAndGet(item);
              }
            });
        for (int item = 0; item < items; item++) {
          assertThat(taken.get(item)).as("item %d", item).isEqualTo(round);
        }
      }
    }
  }
}
