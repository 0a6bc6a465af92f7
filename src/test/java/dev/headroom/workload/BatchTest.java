package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch can be counted whatever its sequences are, or is refused. */
class BatchTest {
  private static final Segment LARGEST = new Segment(1L << 30, 1L << 29, 0);

  @Test
  void countsUpToTheLargest() {
    assertThat(new Batch(List.of(LARGEST, LARGEST)).tokens()).isEqualTo(1L << 60);
    assertThat(new Batch(List.of(LARGEST, LARGEST)).sequences()).isEqualTo(1L << 31);
  }

  @Test
  void refusesWhatNoLongCounts() {
    for (int segments : new int[] {3, 16, 17, 100}) {
      assertThatThrownBy(() -> new Batch(Collections.nCopies(segments, LARGEST)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "batch: all sequences together must have at most 1152921504606846976 new tokens");
    }
    assertThatThrownBy(() -> new Batch(List.of()))
        .hasMessage("batch: must have at least one sequence, had none");
  }
}
