package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Models;
import dev.headroom.workload.Overheads;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How a step's prediction is put together from kernel calls and rooflines. */
class StepPredictionTest {
  private static final DeviceProfile H100 = ProfileCatalog.builtIn().find("h100-sxm");

  private static Model preset(String name) {
    return ModelCatalog.builtIn().find(name).model();
  }

  private static StepPrediction predicted(Model model, Scenario scenario) {
    return Estimate.of(model, H100, scenario).prediction();
  }

  /**
   * Llama 3.1 8B: 32 query and 8 KV heads of 128, 32 layers; 4 sequences of one token on 1000
   * cached. Its call has 1001 keys, and between two uses of them lie the bytes of the whole step.
   */
  @Test
  void aDecodeStepCallsTheKernelOnceALayer() {
    Scenario scenario = Scenario.decode(4, 1000);
    Estimate estimate = Estimate.of(preset("llama-3.1-8b"), H100, scenario);
    StepPrediction step = estimate.prediction();
    assertThat(step.calls()).hasSize(1);
    KernelCall call = step.calls().get(0);
    assertThat(call.kernel()).isEqualTo("sglang.fa3.bf16");
    assertThat(call.shape())
        .isEqualTo(
            new KernelShape(
                4,
                new KernelShape.Lengths(1, 1001),
                new KernelShape.HeadCounts(32, 8),
                new KernelShape.Widths(128, 128, 256),
                0,
                DataType.BF16,
                DataType.BF16));
    assertThat(call.touchedBytes()).isEqualTo(estimate.cost().traffic().total());
    double others =
        step.operators().stream()
            .filter(operator -> !operator.isFitted())
            .mapToDouble(
                operator ->
                    operator.time().cost().group().repeats() * operator.time().rooflineSeconds())
            .sum();
    double linear =
        step.operators().stream()
            .flatMapToDouble(
                operator ->
                    operator.linear().stream()
                        .mapToDouble(
                            layer ->
                                operator.time().cost().group().repeats()
                                    * layer.terms().predicted()))
            .sum();
    double fitted = 32 * call.terms().predicted() + linear;
    double sum = fitted + others;
    assertThat(step.seconds()).isCloseTo(sum, within(1e-9 * sum));
    assertThat(step.fittedSeconds()).isCloseTo(fitted, within(1e-12));
    assertThat(step.lowSeconds()).isLessThan(sum);
    assertThat(step.highSeconds()).isGreaterThan(sum);
    assertThat(estimate.tokensPerSecond()).isCloseTo(4 / sum, within(1e-6 / sum));
  }

  /**
   * Llama 3.1 8B by hand: 4096 wide, 32 and 8 heads of 128, 14336 hidden, 128256 words. QKV makes
   * 4096 + 2·1024 = 6144 outputs, gate and up 2·14336.
   */
  @Test
  void linearLayersAreTheMatricesOfTheModel() {
    StepPrediction step = predicted(preset("llama-3.1-8b"), Scenario.decode(4, 1000));
    assertThat(step.linear())
        .extracting(
            call -> call.shape().rows(),
            call -> call.shape().depth(),
            call -> call.shape().columns())
        .containsExactly(
            tuple(4L, 4096L, 6144L),
            tuple(4L, 4096L, 4096L),
            tuple(4L, 4096L, 28_672L),
            tuple(4L, 14_336L, 4096L),
            tuple(4L, 4096L, 128_256L));
    assertThat(step.linear())
        .allSatisfy(
            call -> {
              assertThat(call.kernel()).isEqualTo("vllm.torch.nn.functional.linear.bf16");
              assertThat(call.terms().predicted()).isPositive().isFinite();
            });
  }

  /** A prompt meets the output head at its last position only. */
  @Test
  void theHeadOfAPromptHasARowForEachSequence() {
    StepPrediction step = predicted(preset("llama-3.1-8b"), Scenario.prefill(3, 500));
    assertThat(step.linear())
        .extracting(call -> call.shape().rows())
        .containsExactly(1500L, 1500L, 1500L, 1500L, 3L);
  }

  /** Weights of four bits beside 16-bit products were not measured. */
  @Test
  void layersOfAnotherTypeStayAtTheirRoofline() {
    Scenario scenario =
        Scenario.decode(4, 1000)
            .withPrecision(Precision.of(DataType.BF16).withWeights(DataType.INT4));
    assertThat(predicted(preset("llama-3.1-8b"), scenario).linear()).isEmpty();
    assertThat(predicted(preset("llama-3.1-8b"), scenario).isFitted()).isTrue();
  }

  /** Every preset: the matrices that are told have the weights that are counted. */
  @Test
  void matricesHaveTheWeightsThatAreCounted() {
    for (String name : List.of("llama-2-70b", "deepseek-v3", "gemma-3-12b", "mixtral-8x7b")) {
      StepModel.of(preset(name), Scenario.decode(1, 10)).groups().stream()
          .flatMap(group -> group.operators().stream())
          .filter(operator -> !operator.matrices().isEmpty())
          .forEach(
              operator ->
                  assertThat(operator.matrices().stream().mapToDouble(m -> 2.0 * m.weights()).sum())
                      .as("%s %s", name, operator.kind())
                      .isEqualTo(operator.matmulFlop(1, 1, 10)));
    }
  }

  /** The measured calls write the new keys and values, so that is not counted again. */
  @Test
  void theKernelWritesTheCache() {
    StepPrediction step = predicted(preset("llama-3.1-8b"), Scenario.decode(4, 1000));
    assertThat(step.operators())
        .filteredOn(
            operator -> operator.time().cost().operator().kind() == OperatorKind.CACHE_UPDATE)
        .allSatisfy(
            operator -> {
              assertThat(operator.within()).isTrue();
              assertThat(operator.seconds()).isZero();
            });
  }

  /** Alone, 33 MB of keys stay in the cache; in a model 16 GB of weights displace it. */
  @Test
  void otherLayersDisplaceTheCacheOfABenchmark() {
    KernelCall call = predicted(preset("llama-3.1-8b"), Scenario.decode(8, 1000)).calls().get(0);
    assertThat(call.warmSeconds()).isLessThan(0.95 * call.terms().predicted());
    assertThat(call.coldSeconds()).isEqualTo(call.terms().predicted());
    StepPrediction cold =
        predicted(preset("llama-3.1-8b"), Scenario.decode(8, 1000).withCacheState(CacheState.COLD));
    assertThat(cold.calls().get(0).terms().predicted()).isEqualTo(call.coldSeconds());
    assertThat(cold.calls().get(0).touchedBytes()).isInfinite();
  }

  @Test
  void withoutAKernelNothingIsFitted() {
    Estimate none =
        Estimate.of(Models.llama2With7B(), H100, Scenario.decode(2, 100), KernelWish.NONE);
    assertThat(none.isPredicted()).isFalse();
    assertThat(none.prediction().missing()).isEmpty();
    assertThat(none.tokensPerSecond()).isEqualTo(2 / none.times().rooflineSeconds());
    Estimate integers =
        Estimate.of(
            Models.llama2With7B(),
            H100,
            Scenario.decode(2, 100)
                .withPrecision(
                    Precision.of(DataType.BF16).withKvCache(KvFormat.of(DataType.INT8))));
    assertThat(integers.prediction().isFitted()).isFalse();
    assertThat(integers.prediction().missing())
        .containsExactly("decode of grouped attention with a KV cache of int8");
    Estimate unfused =
        Estimate.of(
            Models.llama2With7B(),
            H100,
            Scenario.decode(2, 100).withPolicy(ExecutionPolicy.UNFUSED));
    assertThat(unfused.prediction().isFitted()).isFalse();
    assertThat(unfused.prediction().missing())
        .containsExactly("attention that writes its scores to memory");
    assertThat(unfused.speedupOver(none))
        .isEqualTo(none.times().rooflineSeconds() / unfused.times().rooflineSeconds());
  }

  /**
   * Of a TPU v2 no kernel is fitted, but it is known what a program reached of it: the decoding
   * step of Shazeer's translation model takes what {@link ProgramTime} says of its operators, which
   * StudyTest holds against the published 46 us a token and core. It has no band.
   */
  @Test
  void withoutAKernelItIsWhatProgramsReach() {
    DeviceProfile core = ProfileCatalog.builtIn().find("tpu-v2-core");
    ExecutionPolicy mesh = RuntimeCatalog.find("mesh-tensorflow-2019");
    Scenario scenario =
        Scenario.decode(128, 127)
            .withPolicy(mesh)
            .withPrecision(mesh.types().applyTo(Precision.of(DataType.BF16)))
            .withSourceLength(128);
    Model model = preset("shazeer-wmt-mha");
    Estimate estimate = Estimate.of(model, core, scenario);
    double program =
        ProgramTime.of(core, scenario.precision(), mesh)
            .orElseThrow()
            .seconds(StepModel.of(model, scenario), scenario.batch());
    assertThat(estimate.isPredicted()).isTrue();
    assertThat(estimate.prediction().isFitted()).isFalse();
    assertThat(estimate.prediction().seconds()).isCloseTo(program, within(1e-12));
    assertThat(estimate.prediction().highSeconds()).isEqualTo(estimate.prediction().lowSeconds());
    assertThat(estimate.prediction().programSeconds()).isZero();
    assertThat(estimate.expectedSeconds()).isGreaterThan(7 * estimate.times().rooflineSeconds());
  }

  /** A runtime of 100 us a step and 10 us an operator, on two layers of three operators. */
  @Test
  void aRuntimesCostsAreAdded() {
    Scenario step = Scenario.decode(2, 100);
    ExecutionPolicy costly =
        step.policy().withOverheads(new Overheads(100e-6, 10e-6, 0, false, 1, 1));
    StepPrediction free = predicted(preset("llama-3.1-8b"), step);
    StepPrediction dear = predicted(preset("llama-3.1-8b"), step.withPolicy(costly));
    long operators =
        free.operators().stream()
            .map(each -> each.time().cost())
            .filter(cost -> cost.operator().kind() != OperatorKind.CACHE_UPDATE)
            .mapToLong(cost -> cost.group().repeats())
            .sum();
    // Of 32 layers norm, QKV, attention, its output, norm, two or more of the feed-forward.
    assertThat(operators).isBetween(32 * 6L, 32 * 8L + 3);
    double added = 100e-6 + operators * 10e-6;
    assertThat(dear.seconds()).isCloseTo(free.seconds() + added, within(1e-12));
    assertThat(dear.programSeconds()).isCloseTo(added, within(1e-12));
    assertThat(dear.fittedSeconds()).isCloseTo(free.fittedSeconds(), within(1e-12));
  }

  @Test
  void aProgramUnlikeTheMeasuredOnesIsNotPredicted() {
    ExecutionPolicy rewriting =
        new ExecutionPolicy("r", true, 128, ExecutionPolicy.CacheUpdate.REWRITE, 1);
    assertThat(missing(Scenario.decode(2, 100).withPolicy(rewriting)))
        .containsExactly("attention whose cache is not updated in place");
    assertThat(missing(Scenario.decode(2, 100).withPrecision(Precision.of(DataType.FP32))))
        .containsExactly("attention with queries in fp32");
    assertThat(
            missing(
                Scenario.decode(2, 100)
                    .withPrecision(
                        Precision.of(DataType.BF16).withKvCache(KvFormat.parse("fp8:64")))))
        .containsExactly("decode of grouped attention with a KV cache of fp8:64");
  }

  private static List<String> missing(Scenario scenario) {
    StepPrediction prediction = predicted(Models.llama2With7B(), scenario);
    assertThat(prediction.isFitted()).isFalse();
    return prediction.missing();
  }

  @Test
  void aNamedKernelThatComputesNothingOfTheStepIsRefused() {
    Precision fp8 = Precision.of(DataType.BF16).withKvCache(KvFormat.of(DataType.FP8));
    Scenario scenario = Scenario.decode(2, 100).withPrecision(fp8);
    assertThatThrownBy(
            () ->
                Estimate.of(
                    Models.llama2With7B(), H100, scenario, KernelWish.parse("sglang.fa3.bf16")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--kernel: 'sglang.fa3.bf16' of device 'h100-sxm' computes nothing of this step, which"
                + " needs decode of grouped attention with a KV cache of fp8");
  }

  /** 16 decodes and a piece of a prompt: one call for each kind of sequence. */
  @Test
  void aRaggedBatchIsACallForEachKindOfSequence() {
    Scenario ragged =
        Scenario.decode(1, 1)
            .withBatch(new Batch(List.of(new Segment(16, 1, 4096), new Segment(1, 512, 100))));
    StepPrediction step = predicted(preset("llama-3.1-8b"), ragged);
    assertThat(step.calls())
        .extracting(
            call -> call.time().isDecode(),
            call -> call.shape().sequences(),
            call -> call.shape().lengths())
        .containsExactly(
            tuple(true, 16L, new KernelShape.Lengths(1, 4097)),
            tuple(false, 1L, new KernelShape.Lengths(512, 612)));
  }

  /**
   * 100 tokens on 130 cached ones under chunks of 64: 62 end the chunk in which 2 stand, 38 begin
   * the next. 200 on none: 3 whole chunks and 8. 8 tokens that all see each other are 64 pairs, as
   * many but for 4 as of 8 new ones on 4; 3 on a source of 99 are 297, as of 3 new ones on 97.
   */
  @Test
  void chunksAreSequencesOfTheirOwn() {
    assertThat(lengths(new Mask.Chunk(64), 3, 100, 130))
        .containsExactly("3: 62 on 64 keys", "3: 38 on 38 keys");
    assertThat(lengths(new Mask.Chunk(64), 3, 200, 0))
        .containsExactly("3: 64 on 64 keys", "6: 64 on 64 keys", "3: 8 on 8 keys");
    assertThat(lengths(new Mask.Chunk(64), 3, 1, 63)).containsExactly("3: 1 on 64 keys");
    assertThat(lengths(new Mask.TopK(20), 3, 1, 63)).isEmpty();
    assertThat(lengths(new Mask.Bidirectional(), 3, 8, 0)).containsExactly("3: 8 on 12 keys");
    assertThat(lengths(new Mask.Source(99), 3, 1, 5)).containsExactly("3: 1 on 99 keys");
    assertThat(lengths(new Mask.Source(99), 3, 3, 5)).containsExactly("3: 3 on 100 keys");
    assertThat(lengths(new Mask.Source(3), 3, 9, 0)).isEmpty();
  }

  private static List<String> lengths(Mask mask, long sequences, long query, long context) {
    Model model = Models.single(64, new GroupedAttention(4, 2, 16, 16, mask));
    return StepModel.of(model, Scenario.decode(1, 1)).groups().stream()
        .flatMap(group -> group.operators().stream())
        .flatMap(operator -> AttentionCalls.of(operator).stream())
        .flatMap(calls -> calls.shapes(sequences, query, context, DataType.BF16).stream())
        .map(
            shape ->
                shape.sequences()
                    + ": "
                    + shape.lengths().query()
                    + " on "
                    + shape.lengths().keys()
                    + " keys")
        .toList();
  }

  /** DeepSeek-V3: decode on the latents, 576 stored of which 512 are the value. */
  @Test
  void latentAttentionIsComputedByKernelsOfItsForm() {
    StepPrediction decode = predicted(preset("deepseek-v3"), Scenario.decode(8, 4000));
    assertThat(decode.calls()).isNotEmpty();
    assertThat(decode.calls())
        .allSatisfy(
            call -> {
              assertThat(call.kernel()).isEqualTo("sglang.flash_attention.bf16");
              assertThat(call.shape().widths()).isEqualTo(new KernelShape.Widths(576, 512, 576));
              assertThat(call.shape().heads()).isEqualTo(new KernelShape.HeadCounts(128, 1));
            });
    StepPrediction prefill = predicted(preset("deepseek-v3"), Scenario.prefill(1, 4096));
    assertThat(prefill.calls())
        .allSatisfy(
            call -> {
              assertThat(call.kernel()).isEqualTo("trtllm.default.bf16");
              assertThat(call.shape().widths()).isEqualTo(new KernelShape.Widths(192, 128, 320));
            });
  }

  /** Random steps of real models: never below the bound, and the band around the prediction. */
  @Test
  void nothingIsPredictedBelowTheBound() {
    Random random = new Random(20261124);
    List<Model> models =
        List.of(
            preset("llama-3.1-8b"),
            preset("gemma-3-12b"),
            preset("deepseek-v3"),
            preset("qwen2-5-7b"));
    for (String name : List.of("h100-sxm", "h200-sxm", "b200-sxm-hgx", "l40s", "l4", "h20")) {
      DeviceProfile device = ProfileCatalog.builtIn().find(name);
      for (int i = 0; i < 200; i++) {
        long query = random.nextBoolean() ? 1 : 1L << random.nextInt(14);
        Scenario scenario =
            Scenario.decode(1, 1)
                .withBatch(Batch.uniform(1L << random.nextInt(10), query, 1L << random.nextInt(20)))
                .withCacheState(random.nextBoolean() ? CacheState.COLD : CacheState.WARM);
        Estimate estimate = Estimate.of(models.get(i % models.size()), device, scenario);
        StepPrediction step = estimate.prediction();
        assertThat(step.seconds())
            .isFinite()
            .isGreaterThanOrEqualTo(estimate.times().lowerBoundSeconds());
        assertThat(step.lowSeconds()).isGreaterThanOrEqualTo(estimate.times().lowerBoundSeconds());
        assertThat(step.highSeconds()).isGreaterThanOrEqualTo(step.lowSeconds());
      }
    }
  }
}
