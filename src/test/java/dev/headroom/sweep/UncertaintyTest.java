package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Intervals against the quantiles of the log-normal distribution, which are known. */
class UncertaintyTest {
  private static final int DRAWS = 20_000;

  /** All of it waits for memory, so seconds are as uncertain as the bandwidth is. */
  private static final Question BOUND =
      SensitivityTest.question("llama-2-7b", "tpu-v4", Scenario.decode(1, 100));

  @Test
  void aStepBoundByMemoryIsAsUncertainAsItsBandwidth() {
    Uncertainty drawn =
        Uncertainty.of(List.of(BOUND), Map.of("memory.device.bandwidth", 0.1), DRAWS, 1);
    double seconds = BOUND.answer().times().rooflineSeconds();
    Uncertainty.Interval interval = drawn.variants().get(0).seconds();
    assertThat(interval.median()).isEqualTo(seconds, within(0.003 * seconds));
    assertThat(interval.low80()).isEqualTo(seconds / 1.1, within(0.003 * seconds));
    assertThat(interval.high80()).isEqualTo(seconds * 1.1, within(0.004 * seconds));
    // 1.95996 over 1.28155 standard deviations: 1.1 to the power of 1.5294 is 1.1569
    assertThat(interval.low95()).isEqualTo(seconds / 1.1569, within(0.005 * seconds));
    assertThat(interval.high95()).isEqualTo(seconds * 1.1569, within(0.007 * seconds));
    assertThat(drawn.numbers()).containsExactly(Map.entry("memory.device.bandwidth", 0.1));
    assertThat(drawn.kernels()).isEmpty();
  }

  @Test
  void whatNothingIsKnownOfIsExact() {
    Uncertainty drawn = Uncertainty.of(List.of(BOUND), Map.of(), 100, 1);
    double seconds = BOUND.answer().times().rooflineSeconds();
    assertThat(drawn.variants().get(0).seconds())
        .isEqualTo(new Uncertainty.Interval(seconds, seconds, seconds, seconds, seconds));
  }

  /** A step whose kernels all have one band has that band; with several it is narrower. */
  @Test
  void kernelsAreDrawnWithinTheirBands() {
    Question step =
        new Question(
            SensitivityTest.question("llama-2-7b", "h100-sxm", Scenario.decode(1, 1)).model(),
            SensitivityTest.question("llama-2-7b", "h100-sxm", Scenario.decode(1, 1)).device(),
            Scenario.decode(16, 4096),
            KernelWish.PREFERRED,
            Sharding.NONE);
    Question other = step.withModel(AttentionVariant.parse("mqa").applyTo(step.model()));
    Uncertainty drawn = Uncertainty.of(List.of(step, other, step), Map.of(), DRAWS, 7);
    Estimate estimate = step.answer();
    Uncertainty.Interval interval = drawn.variants().get(0).seconds();
    assertThat(drawn.kernels()).hasSize(2);
    assertThat(interval.low80()).isBetween(estimate.prediction().lowSeconds(), interval.median());
    assertThat(interval.high80()).isBetween(interval.median(), estimate.prediction().highSeconds());
    assertThat(interval.low95()).isLessThan(interval.low80());
    assertThat(interval.high95()).isGreaterThan(interval.high80());
    assertThat(drawn.variants().get(1).faster()).isEqualTo(1);
    // The same variant shares every draw: its ratio is certain.
    assertThat(drawn.variants().get(2).speedup())
        .isEqualTo(new Uncertainty.Interval(1, 1, 1, 1, 1));
    assertThat(drawn.variants().get(2).faster()).isZero();
  }

  @Test
  void aSeedGivesTheSameAgain() {
    Map<String, Double> spread = Map.of("memory.device.bandwidth", 0.2);
    assertThat(Uncertainty.of(List.of(BOUND), spread, 500, 3).variants().get(0).seconds())
        .isEqualTo(Uncertainty.of(List.of(BOUND), spread, 500, 3).variants().get(0).seconds())
        .isNotEqualTo(Uncertainty.of(List.of(BOUND), spread, 500, 4).variants().get(0).seconds());
  }
}
