package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import org.junit.jupiter.api.Test;

/** The largest batch and context, against asking one by one on either side. */
class CapacityTest {
  private static final DeviceProfile H100 = Headroom.device("h100-sxm");

  private static boolean fits(Model model, long batch, long context) {
    Scenario step = Scenario.decode(1, 0).withBatch(Batch.decode(batch, context));
    return Estimate.of(model, H100, step).memory().fits();
  }

  @Test
  void theLimitFitsAndOneMoreDoesNot() {
    Model model = Headroom.model("llama-2-7b");
    Capacity capacity = Capacity.of(model, H100, Scenario.decode(3, 4096));
    assertThat(fits(model, capacity.largestBatch(), 4096)).isTrue();
    assertThat(fits(model, capacity.largestBatch() + 1, 4096)).isFalse();
    assertThat(fits(model, 3, capacity.largestContext())).isTrue();
    assertThat(fits(model, 3, capacity.largestContext() + 1)).isFalse();
    // by hand: (85.899 − 13.477 GB)/(4097·524,288 B) = 33.7 sequences
    assertThat(capacity.largestBatch()).isEqualTo(33);
  }

  /** Four hypotheses a sequence: 33.7 caches are those of eight sequences. */
  @Test
  void aBeamSearchCountsSequences() {
    Capacity capacity =
        Capacity.of(Headroom.model("llama-2-7b"), H100, Scenario.decode(4, 4096).withBeams(4));
    assertThat(capacity.largestBatch()).isEqualTo(8);
  }

  @Test
  void nothingFits() {
    Capacity capacity = Capacity.of(Headroom.model("palm-540b"), H100, Scenario.decode(1, 1));
    assertThat(capacity.largestBatch()).isZero();
    assertThat(capacity.largestContext()).isEqualTo(-1);
  }
}
