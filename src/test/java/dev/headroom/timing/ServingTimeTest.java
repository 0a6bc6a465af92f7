package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of serving agree with the sum over the exact step's operators, where both can tell. */
class ServingTimeTest {
  private static final Scenario ANY = Scenario.decode(1, 1);

  private static Model model(String name) {
    return ModelCatalog.builtIn().find(name).model();
  }

  private static DeviceProfile device(String name) {
    return ProfileCatalog.builtIn().find(name);
  }

  private static ServingTime bound(String model, String device, Scenario scenario) {
    return ServingTime.of(model(model), device(device), scenario, KernelWish.PREFERRED, 0);
  }

  /** The oracle: every operator counted for the very batch and predicted on its own. */
  private static Estimate exact(String model, String device, Scenario scenario, Batch batch) {
    // Equal sequences of several tokens in a decode step are guesses, each of which meets the head.
    Phase phase =
        batch.segments().size() == 1 && batch.longestQuery() > 1 ? Phase.PREFILL : Phase.DECODE;
    return Estimate.of(model(model), device(device), scenario.withBatch(batch).withPhase(phase));
  }

  /** Dense and windowed layers, experts, small models whose weights a cache may hold in part. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, h100-sxm, bf16, WARM",
    "llama-3.1-8b, rtx-4090, bf16, WARM",
    "llama-3.1-8b, b200-sxm-hgx, fp8, COLD",
    "llama-3.1-8b, h100-sxm, int4, WARM",
    "gemma-3-12b, a100-80gb-sxm, bf16, WARM",
    "gemma-3-12b, l40s, bf16, COLD",
    "mixtral-8x7b, h200-sxm, bf16, WARM",
    "shazeer-lm1b-mqa, h100-sxm, bf16, WARM",
    "llama-3.1-8b, v100-sxm2-32gb, fp16, WARM"
  })
  void equalSequencesTakeWhatTheExactStepTakes(
      String model, String device, String type, CacheState state) {
    Scenario scenario =
        ANY.withPrecision(Precision.of(DataType.ofKey(type).orElseThrow())).withCacheState(state);
    ServingTime time = bound(model, device, scenario);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      long sequences = 1L + random.nextInt(i % 3 == 0 ? 600 : 20);
      long context = random.nextInt(1 << (1 + random.nextInt(14)));
      long query = i % 2 == 0 ? 1 : 2L + random.nextInt(1000);
      Estimate estimate = exact(model, device, scenario, Batch.uniform(sequences, query, context));
      ServingStep step =
          query == 1
              ? ServingStep.decode(sequences, sequences * context)
              : ServingStep.prefill(sequences, sequences * query, sequences * context);
      assertThat(time.isPredicted()).isEqualTo(estimate.isPredicted());
      assertThat(time.seconds(step))
          .as("%d of %d on %d", sequences, query, context)
          .isCloseTo(estimate.expectedSeconds(), within(1e-9 * estimate.expectedSeconds()));
      assertThat(time.lowerBoundSeconds(step))
          .isCloseTo(
              estimate.times().lowerBoundSeconds(),
              within(1e-9 * estimate.times().lowerBoundSeconds()));
    }
  }

  /** 16 decodes on 4096 and a piece of 512 on 100 beside them, on a device without mixed calls. */
  @Test
  void unlikeSequencesShareTheirLinearLayers() {
    Batch ragged = new Batch(List.of(new Segment(16, 1, 4096), new Segment(1, 512, 100)));
    double expected = exact("llama-3.1-8b", "h100-sxm", ANY, ragged).prediction().seconds();
    ServingTime time = bound("llama-3.1-8b", "h100-sxm", ANY);
    double together = time.seconds(new ServingStep(16, 16 * 4096, 1, 512, 100));
    assertThat(together).isCloseTo(expected, within(1e-9 * expected));
    long[] query = new long[20];
    long[] context = new long[20];
    for (int i = 0; i < 17; i++) {
      query[i] = i == 5 ? 512 : 1;
      context[i] = i == 5 ? 100 : 4096;
    }
    assertThat(time.seconds(query, context, 17)).isEqualTo(together);
    double apart =
        time.seconds(ServingStep.decode(16, 16 * 4096))
            + time.seconds(ServingStep.prefill(1, 512, 100));
    assertThat(together).isLessThan(apart);
  }

  /** The RTX 4090 has a kernel fitted on mixed calls: it takes the place of the two. */
  @Test
  void aKernelOfMixedCallsComputesBothInOneLaunch() {
    DeviceProfile device = device("rtx-4090");
    Batch ragged = new Batch(List.of(new Segment(16, 1, 4096), new Segment(1, 512, 100)));
    StepPrediction exact = exact("llama-3.1-8b", "rtx-4090", ANY, ragged).prediction();
    KernelPhase phase =
        device.kernel("vllm.vllm_attn_module.bf16").orElseThrow().mixed().orElseThrow();
    MixedTime mixed = new MixedTime(device, phase);
    double apart = 0;
    for (KernelCall call : exact.calls()) {
      apart += 32 * call.terms().predicted();
    }
    MixedShape shape = new MixedShape(exact.calls().get(1).shape(), exact.calls().get(0).shape());
    double expected =
        exact.operators().stream()
                .mapToDouble(each -> each.time().cost().group().repeats() * each.seconds())
                .sum()
            - apart
            + 32 * mixed.seconds(shape, exact.touchedBytes());
    assertThat(mixed.seconds(shape, exact.touchedBytes()))
        .isGreaterThanOrEqualTo(mixed.seconds(shape));
    assertThat(
            bound("llama-3.1-8b", "rtx-4090", ANY)
                .seconds(new ServingStep(16, 16 * 4096, 1, 512, 100)))
        .isCloseTo(expected, within(1e-9 * expected));
  }

  /** DeepSeek-V3: absorbed for decode and expanded for prompts, each as in a step of its own. */
  @Test
  void latentAttentionTakesAFormForEachKindOfSequence() {
    ServingTime time = bound("deepseek-v3", "b200-sxm-hgx", ANY);
    double decode =
        exact("deepseek-v3", "b200-sxm-hgx", ANY, Batch.decode(8, 4000)).expectedSeconds();
    double prefill =
        exact("deepseek-v3", "b200-sxm-hgx", ANY, Batch.prefill(1, 2048)).expectedSeconds();
    assertThat(time.seconds(ServingStep.decode(8, 8 * 4000)))
        .isCloseTo(decode, within(1e-9 * decode));
    assertThat(time.seconds(ServingStep.prefill(1, 2048, 0)))
        .isCloseTo(prefill, within(1e-9 * prefill));
    assertThat(time.seconds(new ServingStep(8, 8 * 4000, 1, 2048, 0)))
        .isBetween(Math.max(decode, prefill), decode + prefill);
  }

  /** No kernel reads caches with scales: it runs as programs were seen to reach of an H100. */
  @Test
  void withoutKernelsItIsWhatProgramsReach() {
    Scenario scaled =
        ANY.withPrecision(Precision.of(DataType.BF16).withKvCache(KvFormat.parse("fp8:64")));
    ServingTime time = bound("llama-3.1-8b", "h100-sxm", scaled);
    assertThat(time.isFitted()).isFalse();
    assertThat(time.isPredicted()).isTrue();
    Estimate exact = exact("llama-3.1-8b", "h100-sxm", scaled, Batch.decode(3, 999));
    double seconds = exact.prediction().seconds();
    assertThat(time.seconds(ServingStep.decode(3, 3 * 999)))
        .isGreaterThan(exact.times().rooflineSeconds())
        .isCloseTo(seconds, within(1e-9 * seconds));
  }

  @Test
  void whatIsNotToBePredictedIsTheRoofline() {
    ServingTime time =
        ServingTime.of(model("llama-3.1-8b"), device("h100-sxm"), ANY, KernelWish.NONE, 0);
    assertThat(time.isPredicted()).isFalse();
    double roofline =
        exact("llama-3.1-8b", "h100-sxm", ANY, Batch.decode(3, 999)).times().rooflineSeconds();
    assertThat(time.seconds(ServingStep.decode(3, 3 * 999)))
        .isCloseTo(roofline, within(1e-9 * roofline));
  }

  /** More than the table remembers, and asked for twice. */
  @ParameterizedTest
  @ValueSource(longs = {1, 16_383, 16_384, 100_000})
  void anyNumberOfTokensIsAnsweredAlike(long tokens) {
    ServingTime time = bound("llama-3.1-8b", "h100-sxm", ANY);
    ServingStep step = ServingStep.prefill(1, tokens, 5);
    double first = time.seconds(step);
    assertThat(time.seconds(step)).isEqualTo(first);
    assertThat(time.seconds(ServingStep.prefill(1, tokens + 1000, 5))).isGreaterThan(first);
  }

  @Test
  void theOverheadIsOfEveryStep() {
    ServingTime without = bound("llama-3.1-8b", "h100-sxm", ANY);
    ServingTime with =
        ServingTime.of(model("llama-3.1-8b"), device("h100-sxm"), ANY, KernelWish.PREFERRED, 0.003);
    ServingStep step = ServingStep.decode(4, 4000);
    assertThat(with.seconds(step)).isCloseTo(without.seconds(step) + 0.003, within(1e-15));
    assertThat(with.lowerBoundSeconds(step)).isEqualTo(without.lowerBoundSeconds(step));
  }

  /**
   * Pieces of 2 on 10 and of 4 on 1: 2·10 + 3 and 4·1 + 10, 37 pairs. Two pieces of 3 have 12 of
   * their own, so 25 are left for 3 rows: 8.33 cached tokens together.
   */
  @Test
  void unequalPiecesKeepTheirPairs() {
    assertThat(ServingStep.of(new long[] {2, 1, 4}, new long[] {10, 99, 1}, 3))
        .isEqualTo(new ServingStep(1, 99, 2, 6, 8));
    assertThat(ServingStep.of(new long[] {1, 1}, new long[] {3, 4}, 2))
        .isEqualTo(ServingStep.decode(2, 7));
  }

  @ParameterizedTest
  @CsvSource({"0,0,0,0,0", "-1,0,2,2,0", "1,-1,0,0,0", "0,0,2,1,0", "1,0,0,3,0", "0,4,1,1,0"})
  void whatIsNoStepIsRefused(long decodes, long context, long chunks, long tokens, long cached) {
    assertThatThrownBy(() -> new ServingStep(decodes, context, chunks, tokens, cached))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("step: must have a sequence");
  }

  @Test
  void whatIsNotServedIsRefused() {
    assertThatThrownBy(() -> bound("shazeer-wmt-mha", "h100-sxm", ANY))
        .hasMessageContaining("is predicted for decoder-only models");
    assertThatThrownBy(() -> bound("llama-3.1-8b", "h100-sxm", Scenario.decode(4, 9).withBeams(4)))
        .hasMessageContaining("without beams and shared prefixes; were 4 and 0");
    assertThatThrownBy(
            () ->
                ServingTime.of(
                    model("llama-3.1-8b"), device("h100-sxm"), ANY, KernelWish.PREFERRED, -1))
        .hasMessageContaining("must be at least 0 s, was -1");
    assertThatThrownBy(
            () ->
                ServingTime.of(
                    model("llama-3.1-8b"), device("h100-sxm"), ANY, KernelWish.parse("nonsuch"), 0))
        .hasMessageStartingWith("--kernel: ");
  }
}
