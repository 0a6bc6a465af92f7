package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole generations against sums worked by hand and against their steps one by one. */
@Tag("reference")
final class GenerationTest {
  private static final DeviceProfile A100 = ProfileCatalog.builtIn().find("a100-80gb-sxm");
  private static final DeviceProfile CORE = ProfileCatalog.builtIn().find("tpu-v2-core");
  private static final Model LLAMA = Models.llama2With7B();
  private static final Model WMT = Models.wmt(8, 4096);

  private static Generation generate(Model model, Scenario base, long n, long in, long out) {
    DeviceProfile device = model.equals(WMT) ? CORE : A100;
    return Generation.of(model, device, new GenerationRequest(base, n, in, out));
  }

  private static Scenario of(String runtime) {
    return Scenario.decode(1, 0).withPolicy(RuntimeCatalog.find(runtime));
  }

  /**
   * A prompt of 10 tokens and 4 new ones: the prompt gives the first, three steps follow on 10, 11
   * and 12 cached tokens, which see 11 + 12 + 13 = 36 keys. Weights that a token meets:
   * 6,607,077,376 (4·4096² + 3·4096·11,008 a layer and the head of 32,000 · 4096).
   */
  @Test
  void workIsSummedOverTheGrowingContext() {
    Generation generation = generate(LLAMA, of("flash"), 1, 10, 4);
    double attention = 32.0 * 2 * 32 * 256 * 36;
    assertThat(generation.allSteps().flop()).isEqualTo(3 * 2 * 6_607_077_376.0 + attention);
  }

  @Test
  void timesAreThoseOfItsSteps() {
    Generation generation = generate(LLAMA, of("flash"), 3, 10, 4);
    double roofline = 0;
    double bound = 0;
    for (long context = 10; context <= 12; context++) {
      Estimate step = Estimate.of(LLAMA, A100, Scenario.decode(3, context));
      roofline += step.times().rooflineSeconds();
      bound += step.times().lowerBoundSeconds();
    }
    Estimate prompt = Estimate.of(LLAMA, A100, Scenario.prefill(3, 10));
    assertThat(generation.allSteps().rooflineSeconds()).isCloseTo(roofline, within(1e-12));
    assertThat(generation.total().lowerBoundSeconds())
        .isCloseTo(bound + prompt.times().lowerBoundSeconds(), within(1e-12));
    assertThat(generation.toFirstToken().rooflineSeconds())
        .isCloseTo(prompt.times().rooflineSeconds(), within(1e-12));
    assertThat(generation.perOutputToken().orElseThrow().rooflineSeconds())
        .isCloseTo(roofline / 3, within(1e-12));
    assertThat(generation.tokens()).isEqualTo(12);
  }

  /** An encoder gives no token: as many steps as tokens, the first of which ends the wait. */
  @Test
  void anEncoderIsFollowedByAStepForEveryToken() {
    Generation generation = generate(WMT, of("flash"), 128, 128, 3);
    double roofline = 0;
    for (long context = 0; context < 3; context++) {
      roofline +=
          Estimate.of(WMT, CORE, Scenario.decode(128, context).withSourceLength(128))
              .times()
              .rooflineSeconds();
    }
    double first =
        Estimate.of(WMT, CORE, Scenario.decode(128, 0).withSourceLength(128))
            .times()
            .rooflineSeconds();
    assertThat(generation.allSteps().rooflineSeconds()).isCloseTo(roofline, within(1e-12));
    assertThat(generation.toFirstToken().rooflineSeconds())
        .isCloseTo(generation.promptTotal().rooflineSeconds() + first, within(1e-12));
    assertThat(generation.perOutputToken().orElseThrow().rooflineSeconds())
        .isCloseTo((roofline - first) / 2, within(1e-12));
  }

  /** Every step of the paper's program works on all 128 positions. */
  @Test
  void fixedShapesMakeAllStepsAlike() {
    Generation generation = generate(WMT, of("mesh-tensorflow-2019"), 128, 128, 128);
    Scenario last =
        Scenario.decode(128, 127)
            .withSourceLength(128)
            .withPolicy(RuntimeCatalog.find("mesh-tensorflow-2019"));
    double step = Estimate.of(WMT, CORE, last).times().rooflineSeconds();
    assertThat(generation.allSteps().rooflineSeconds()).isCloseTo(128 * step, within(1e-9));
    assertThat(generation.allSteps().predictedSeconds())
        .isCloseTo(128 * generation.firstStep().predictedSeconds(), within(1e-9));
  }

  /** The prompt is read once for all hypotheses; a step has a row for each. */
  @Test
  void hypothesesBeginWithTheSteps() {
    Scenario base = Scenario.decode(4, 0).withBeams(4);
    Generation beams = generate(LLAMA, base, 2, 10, 4);
    Generation greedy = generate(LLAMA, of("flash"), 2, 10, 4);
    assertThat(beams.promptTotal()).isEqualTo(greedy.promptTotal());
    assertThat(beams.allSteps().flop()).isEqualTo(4 * greedy.allSteps().flop());
    assertThat(beams.tokens()).isEqualTo(8);
  }

  @Test
  void oneTokenHasNoNext() {
    Generation generation = generate(LLAMA, of("flash"), 1, 10, 1);
    assertThat(generation.perOutputToken()).isEmpty();
    assertThat(generation.total()).isEqualTo(generation.promptTotal());
    assertThat(generation.fits()).isTrue();
  }

  @Test
  void whatCannotBeGenerated() {
    Scenario prefix = Scenario.decode(1, 10).withSharedPrefix(5);
    assertThatThrownBy(() -> new GenerationRequest(prefix, 1, 10, 4))
        .hasMessageContaining("shared_prefix");
    Scenario base = Scenario.decode(1, 0).withPolicy(ExecutionPolicy.FLASH);
    assertThatThrownBy(() -> new GenerationRequest(base, 1, 0, 4))
        .hasMessageContaining("input_len");
    assertThatThrownBy(() -> new GenerationRequest(base, 1, 4, 1L << 21))
        .hasMessageContaining("output_len");
  }
}
