package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.Headroom;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a tenth of a quantity does to a step. */
class SensitivityTest {
  private static final Estimate STEP =
      Headroom.estimate(
          Headroom.model("llama-2-7b"), Headroom.device("h100-sxm"), Scenario.decode(1, 2000));

  private static Sensitivity of(List<Sensitivity> all, String quantity) {
    return all.stream().filter(each -> each.quantity().equals(quantity)).findFirst().orElseThrow();
  }

  /** A step of one sequence is bound by memory in every operator: its time goes as 1/bandwidth. */
  @Test
  void aStepBoundByMemoryGoesWithItsBandwidth() {
    List<Sensitivity> all = Sensitivity.of(STEP, 0.1);
    double seconds = STEP.times().rooflineSeconds();
    Sensitivity bandwidth = of(all, "memory bandwidth");
    assertThat(bandwidth.lessSeconds() / seconds).isEqualTo(1 / 0.9, within(1e-6));
    assertThat(bandwidth.moreSeconds() / seconds).isEqualTo(1 / 1.1, within(1e-6));
    assertThat(of(all, "matrix peak, weights").lessSeconds()).isEqualTo(seconds);
  }

  /** 200 tokens of 524,288 bytes over 3.35 TB/s are 31.3 µs. */
  @Test
  void aTenthOfTheContext() {
    Sensitivity context = of(Sensitivity.of(STEP, 0.1), "context length");
    double seconds = STEP.times().rooflineSeconds();
    assertThat(context.moreSeconds() - seconds).isEqualTo(31.3e-6, within(1e-7));
    assertThat(seconds - context.lessSeconds()).isEqualTo(31.3e-6, within(1e-7));
  }

  @Test
  void aTenthOfOneSequenceIsNone() {
    assertThat(Sensitivity.of(STEP, 0.1))
        .extracting(Sensitivity::quantity)
        .contains("context length")
        .doesNotContain("batch size");
    assertThatThrownBy(() -> Sensitivity.of(STEP, 1))
        .hasMessage("part: must be above 0 and below 1, was 1.0");
  }
}
