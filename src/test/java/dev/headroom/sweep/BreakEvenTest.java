package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From which context on a variant is so many times as fast. */
class BreakEvenTest {
  private static final DeviceProfile A100 = Headroom.device("a100-80gb-sxm");
  private static final Model MHA = Headroom.model("llama-2-7b");
  private static final Model MQA = AttentionVariant.parse("mqa").applyTo(MHA);

  @Test
  void theFirstContextThatReachesTheFactor() {
    BreakEven question = atTheRoofline(16);
    long context = question.context(2).orElseThrow();
    assertThat(question.speedup(context)).isGreaterThanOrEqualTo(2);
    assertThat(question.speedup(context - 1)).isLessThan(2);
    // by hand, bytes alone: (13.2148 + 16·524,288·c)/(11.1341 + 16·16,384·c) GB = 2 where
    // 22.2682 − 13.2148 = (8,388,608 − 524,288)·c/10⁹, c = 1151; activations move it a little
    assertThat(context).isBetween(1140L, 1165L);
  }

  @Test
  void aFactorOutOfReach() {
    // 32 times fewer keys and values cannot be 40 times as fast
    assertThat(atTheRoofline(1).context(40)).isEmpty();
  }

  @Test
  void alreadySoWithoutAnyContext() {
    assertThat(atTheRoofline(1).context(1)).hasValue(0);
  }

  private static BreakEven atTheRoofline(int sequences) {
    return BreakEven.between(
        MHA, MQA, A100, Scenario.decode(sequences, 0), KernelWish.NONE, Sharding.NONE);
  }

  /** Where kernels are fitted, the estimates' own speed-up crosses the factor there. */
  @Test
  void isAskedAtThePredictedTimeWhereThereIsOne() {
    long from = BreakEven.between(MHA, MQA, A100, Scenario.decode(16, 0)).context(2).orElseThrow();
    assertThat(predictedSpeedup(from)).isGreaterThanOrEqualTo(2);
    assertThat(predictedSpeedup(from - 1)).isLessThan(2);
    assertThat(from).isNotEqualTo(atTheRoofline(16).context(2).orElseThrow());
  }

  private static double predictedSpeedup(long context) {
    Scenario scenario = Scenario.decode(16, context);
    return Headroom.estimate(MQA, A100, scenario)
        .speedupOver(Headroom.estimate(MHA, A100, scenario));
  }

  @Test
  void comparisonsAreWithTheFirstVariant() {
    Comparison comparison = Comparison.of(List.of(MQA, MHA), A100, Scenario.decode(16, 4096));
    assertThat(comparison.first().name()).isEqualTo("mqa");
    assertThat(comparison.first().speedup()).isEqualTo(1);
    assertThat(comparison.variants().get(1).speedup()).isLessThan(0.5);
    assertThat(comparison.variants().get(1).doubledFrom()).isEmpty();
  }

  /** Chunks make the speed-up a sawtooth: it is lowest where all layers have just begun a chunk. */
  @Test
  void underChunksTheLastDipCounts() {
    Model scout = AttentionVariant.parse("mha").applyTo(Headroom.model("llama-4-scout"));
    BreakEven question =
        BreakEven.between(
            scout,
            AttentionVariant.parse("mqa").applyTo(scout),
            Headroom.device("h200-sxm"),
            Scenario.decode(8, 0).withPrecision(Precision.of(DataType.INT4)));
    long from = question.context(2).orElseThrow();
    assertThat(question.speedup(5000)).isGreaterThan(2);
    assertThat(question.speedup(8192)).isLessThan(2);
    assertThat(from).isGreaterThan(8192);
    for (long later = 1 << 14; later <= BreakEven.LONGEST_CONTEXT; later *= 2) {
      assertThat(later < from || question.speedup(later) >= 2).isTrue();
    }
  }
}
