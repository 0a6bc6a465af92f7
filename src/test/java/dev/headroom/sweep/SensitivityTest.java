package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.Headroom;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a tenth of a quantity does to a step. */
class SensitivityTest {
  private static final Question STEP = question("llama-2-7b", "h100-sxm", Scenario.decode(1, 2000));

  static Question question(String model, String device, Scenario scenario) {
    return new Question(
        Headroom.model(model), Headroom.device(device), scenario, KernelWish.NONE, Sharding.NONE);
  }

  private static Sensitivity of(Question question, String key) {
    return Sensitivity.of(question, 0.1).stream()
        .filter(each -> each.lever().key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** A step of one sequence is bound by memory in every operator: its time goes as 1/bandwidth. */
  @Test
  void aStepBoundByMemoryGoesWithItsBandwidth() {
    Sensitivity bandwidth = of(STEP, "memory.device.bandwidth");
    assertThat(bandwidth.lessChange().orElseThrow()).isEqualTo(1 / 0.9 - 1, within(1e-6));
    assertThat(bandwidth.moreChange().orElseThrow()).isEqualTo(1 / 1.1 - 1, within(1e-6));
    assertThat(bandwidth.elasticity()).isEqualTo(-1, within(1e-6));
    Sensitivity peak = of(STEP, "compute.matrix.bf16");
    assertThat(peak.effect()).isZero();
    assertThat(peak.elasticity()).isZero();
    assertThat(of(STEP, "price").effect()).isZero();
  }

  /** 200 tokens of 524,288 bytes over 3.35 TB/s are 31.3 µs. */
  @Test
  void aTenthOfTheContext() {
    Sensitivity context = of(STEP, "context_length");
    double change = context.moreChange().orElseThrow() * context.seconds();
    assertThat(change).isEqualTo(31.3e-6, within(1e-7));
    assertThat(context.lessChange().orElseThrow() * context.seconds())
        .isEqualTo(-31.3e-6, within(1e-7));
  }

  /** Half the bytes of weights: 3.2 G of the model's weights once over 3.35 TB/s less. */
  @Test
  void narrowerWeights() {
    Sensitivity weights = of(STEP, "weight_bytes_per_element");
    assertThat(weights.lever().value()).isEqualTo(2);
    assertThat(weights.less().orElseThrow().value()).isEqualTo(1);
    assertThat(weights.more().orElseThrow().value()).isEqualTo(4);
    double moved = weights.lessChange().orElseThrow() * weights.seconds();
    double parameters = 32 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008) + 32000.0 * 4096;
    assertThat(-moved).isEqualTo(parameters / 3.35e12, within(2e-3 * parameters / 3.35e12));
  }

  /** 32 KV heads cannot become 29, nor 35: a group has a whole number of query heads. */
  @Test
  void wholeNumbersMoveToTheNearestThatCanBe() {
    Sensitivity heads = of(STEP, "num_key_value_heads");
    assertThat(heads.less().orElseThrow().value()).isEqualTo(16);
    assertThat(heads.more()).isEmpty();
    Sensitivity batch = of(STEP, "batch_size");
    assertThat(batch.less()).isEmpty();
    assertThat(batch.more().orElseThrow().value()).isEqualTo(2);
    Question windowed = question("mistral-7b-v0-1", "h100-sxm", Scenario.decode(4, 9000));
    Sensitivity window = of(windowed, "window");
    assertThat(window.lever().value()).isEqualTo(4096);
    assertThat(window.more().orElseThrow().value()).isEqualTo(4506);
    assertThat(window.moreChange().orElseThrow()).isPositive();
    assertThat(of(windowed, "context_length").effect()).isZero();
  }

  /** Where a kernel is fitted, the answer is the predicted time, and follows the device too. */
  @Test
  void predictedWhereAKernelIs() {
    Question predicted =
        new Question(
            STEP.model(), STEP.device(), STEP.scenario(), KernelWish.PREFERRED, Sharding.NONE);
    Sensitivity bandwidth = of(predicted, "memory.device.bandwidth");
    assertThat(bandwidth.predicted()).isTrue();
    assertThat(bandwidth.seconds()).isEqualTo(predicted.answer().prediction().seconds());
    assertThat(bandwidth.elasticity()).isBetween(-1.0, -0.5);
  }

  @Test
  void aPartIsAboveNoneAndBelowAll() {
    assertThatThrownBy(() -> Sensitivity.of(STEP, 1))
        .hasMessage("part: must be above 0 and below 1, was 1.0");
  }

  /** The border that is found is one: reached there, and not one before. */
  @Test
  void breakEvenOfPredictedTimes() {
    Question first =
        new Question(
            STEP.model(),
            STEP.device(),
            Scenario.decode(8, 4096),
            KernelWish.PREFERRED,
            Sharding.NONE);
    Question other = first.withModel(AttentionVariant.parse("mqa").applyTo(first.model()));
    for (Crossing crossing : Crossing.between(first, other, 1.5)) {
      OptionalLong from = crossing.from();
      boolean context = crossing.quantity().equals("context_length");
      assertThat(from).isPresent();
      assertThat(speedup(first, other, from.getAsLong(), context)).isGreaterThanOrEqualTo(1.5);
      assertThat(speedup(first, other, from.getAsLong() - 1, context)).isLessThan(1.5);
      assertThat(crossing.speedup()).isEqualTo(speedup(first, other, 4096, true));
    }
    assertThat(Crossing.between(first, other, 100)).allMatch(each -> each.from().isEmpty());
    assertThat(Crossing.between(first, first, 1))
        .extracting(each -> each.from().orElseThrow())
        .isEqualTo(List.of(0L, 1L));
  }

  private static double speedup(Question first, Question other, long open, boolean context) {
    Scenario step = context ? Scenario.decode(8, open) : Scenario.decode(open, 4096);
    double slow = first.withScenario(step).answer().prediction().seconds();
    return slow / other.withScenario(step).answer().prediction().seconds();
  }
}
