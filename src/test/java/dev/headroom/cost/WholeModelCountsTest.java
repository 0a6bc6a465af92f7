package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.ParameterMatching;
import dev.headroom.workload.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole models against figures of their papers and sums worked by hand. */
class WholeModelCountsTest {

  private static StepCost count(Model model, Scenario scenario) {
    return StepModel.of(model, scenario).count(scenario.batch());
  }

  private static StepCost layersOf(StepCost cost) {
    return cost.only(each -> each.group().name().startsWith("decoder layers"));
  }

  private static StepCost kind(StepCost cost, OperatorKind kind) {
    return cost.only(each -> each.operator().kind() == kind);
  }

  /**
   * Shazeer 2019, Table 2's decoder step for one core: 128 sequences, 127 cached tokens and the new
   * one, source 128. Weights that the step uses are 6·(4,194,304 + 2,097,152 + 8,388,608) +
   * 33,536·1,024 = 122,421,248; cross-attention's K and V projections are used once per source, not
   * per step.
   */
  @Test
  void theDecoderStepOfThePaper() {
    Scenario step = Scenario.decode(128, 127).withSourceLength(128);
    StepCost multiHead = count(Models.wmt(8, 4096), step);
    double weights = 122_421_248;
    double attentionFlop = 6 * 2.0 * 128 * 2 * 8 * 256 * 128; // self and cross, 128 keys each
    assertThat(multiHead.work().matmulFlop()).isEqualTo(2 * weights * 128 + attentionFlop);
    double selfCache = 128.0 * 128 * 6 * 8 * 256 * 2;
    assertThat(kind(multiHead, OperatorKind.ATTENTION).traffic().kvRead()).isEqualTo(selfCache);
    assertThat(selfCache).isCloseTo(402.7e6, within(0.05e6)); // the table of section A8
    assertThat(kind(multiHead, OperatorKind.CROSS_ATTENTION).traffic().kvRead())
        .isEqualTo(selfCache);
    assertThat(multiHead.kvCacheBytes()).isEqualTo(2 * selfCache);

    StepCost multiQuery = count(Models.wmt(1, 5440), step);
    double narrower = 6 * (2_359_296.0 + 2_097_152 + 2 * 1024 * 5440) + 33_536 * 1024;
    assertThat(multiQuery.work().matmulFlop()).isEqualTo(2 * narrower * 128 + attentionFlop);
    assertThat(multiQuery.kvCacheBytes()).isEqualTo(2 * selfCache / 8);
    assertThat(kind(multiQuery, OperatorKind.ATTENTION).operators().get(0).rowsSharingOperand())
        .isEqualTo(8);
    assertThat(kind(multiHead, OperatorKind.ATTENTION).operators().get(0).rowsSharingOperand())
        .isEqualTo(1);

    StepCost local = count(Models.wmt(8, 8, 128, 4096, new Mask.Window(32)), step);
    assertThat(kind(local, OperatorKind.ATTENTION).traffic().kvRead()).isEqualTo(selfCache / 4);
  }

  @Test
  void parametersOfThePaper() {
    GroupedAttention multiHead = new GroupedAttention(8, 8, 128, 128, new Mask.Causal());
    assertThat(multiHead.parameters(1024)).isEqualTo(4_194_304);
    assertThat(new GroupedAttention(8, 1, 128, 128, new Mask.Causal()).parameters(1024))
        .isEqualTo(2_359_296);
    assertThat(Models.wmt(8, 4096).parameters() / 1e6).isCloseTo(211, within(0.5));
    assertThat(Models.wmt(1, 5440).parameters() / 1e6).isCloseTo(211, within(0.5));
    assertThat(Models.wmt(1, 4096).parameters() / 1e6).isCloseTo(178, within(0.5));
  }

  /**
   * Section 4.1: 4096 → 5440 for multi-query, 6784 for the ablations; section 4.5: 8192 → 9088 and
   * 9984.
   */
  @Test
  void widenedFeedForwardsOfThePaper() {
    Model baseline = Models.wmt(8, 4096);
    Model multiQuery = AttentionVariant.parse("mqa").applyTo(baseline);
    assertThat(feedForwardOf(ParameterMatching.match(multiQuery, baseline))).isEqualTo(5440);
    for (int[] heads : new int[][] {{1, 128}, {2, 64}, {4, 32}, {8, 16}}) {
      Model narrow = Models.wmt(heads[0], heads[0], heads[1], 4096, new Mask.Causal());
      Model matched = ParameterMatching.match(narrow, baseline);
      assertThat(feedForwardOf(matched)).isEqualTo(6784);
      assertThat(matched.parameters()).isEqualTo(baseline.parameters());
    }
    assertThat(feedForwardOf(ParameterMatching.match(languageModel(8, 1, 128), languageModel())))
        .isEqualTo(9088);
    assertThat(feedForwardOf(ParameterMatching.match(languageModel(1, 1, 128), languageModel())))
        .isEqualTo(9984);
    assertThat(languageModel().parameters() / 1e6).isCloseTo(192, within(0.5));
  }

  private static Model languageModel() {
    return languageModel(8, 8, 128);
  }

  private static Model languageModel(int heads, int kvHeads, int dim) {
    Layer layer =
        Layer.of(
            new GroupedAttention(heads, kvHeads, dim, dim, new Mask.Causal()),
            new FeedForward.Dense(8192, false));
    Embedding tables = new Embedding(32_256, false, 256);
    return new Model("lm1b", 1024, tables, 256, List.of(new LayerGroup(6, layer)), List.of(), "");
  }

  private static int feedForwardOf(Model model) {
    return ((FeedForward.Dense) model.decoder().get(0).layer().feedForward()).hiddenDim();
  }

  /** Llama 2 7B: 32·(4·4096² + 3·4096·11008) layer weights and a head of 32,000·4096. */
  @Test
  void llama2DecodeStep() {
    StepCost cost = count(Models.llama2With7B(), Scenario.decode(1, 2048));
    double layerWeights = 32 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11_008);
    double head = 32_000.0 * 4096;
    assertThat(2 * (layerWeights + head)).isCloseTo(13.214e9, within(0.0005e9));
    double norms = 65 * 4096;
    assertThat(cost.traffic().weights()).isEqualTo(2 * (layerWeights + head + norms + 4096));
    assertThat(cost.traffic().kvRead()).isEqualTo(2049.0 * 524_288);
    assertThat(cost.traffic().kvWrite()).isEqualTo(524_288);
    assertThat(cost.compulsoryBytes())
        .isEqualTo(2 * (layerWeights + head + norms + 4096) + 2049.0 * 524_288);
    assertThat(cost.traffic().activations() / cost.traffic().total()).isLessThan(0.002);
    assertThat(cost.work().matmulFlop())
        .isEqualTo(2 * (layerWeights + head) + 32 * 2.0 * 32 * 256 * 2049);
  }

  @Test
  void mixturesReadTheExpertsThatAreTouched() {
    Layer layer =
        Layer.of(
            new GroupedAttention(1, 1, 2, 2, new Mask.Causal()),
            new FeedForward.Experts(8, 2, 16, 4, true));
    Model model =
        new Model(
            "m",
            10,
            new Embedding(1, true, 0),
            64,
            List.of(new LayerGroup(3, layer)),
            List.of(),
            "");
    // 8 experts of 3·10·16, a shared one of 3·10·4, a router of 80
    assertThat(layer.feedForward().parameters(10)).isEqualTo(8 * 480 + 120 + 80);
    OperatorCost one =
        kind(count(model, Scenario.decode(1, 5)), OperatorKind.EXPERTS).operators().get(0);
    assertThat(one.work().matmulFlop()).isEqualTo(2 * 2 * 480);
    assertThat(one.traffic().weights()).isCloseTo(2 * 2 * 480, within(1e-9));
    OperatorCost three =
        kind(count(model, Scenario.decode(3, 5)), OperatorKind.EXPERTS).operators().get(0);
    // a token misses an expert with probability 3/4: 8·(1 − 27/64) = 4.625 of 8
    assertThat(three.traffic().weights()).isCloseTo(2 * 480 * 4.625, within(1e-9));
    assertThat(three.compulsory().weights()).isEqualTo(2 * 480 * 2);
    assertThat(three.rowsSharingOperand()).isCloseTo(6 / 4.625, within(1e-12));
    OperatorCost shared =
        kind(count(model, Scenario.decode(3, 5)), OperatorKind.SHARED_EXPERTS).operators().get(0);
    assertThat(shared.work().matmulFlop()).isEqualTo(2 * 120 * 3);
  }

  /** Gemma 3's five windowed layers to one full: each kind is counted once and multiplied. */
  @Test
  void patternsOfLayers() {
    FeedForward ffn = new FeedForward.Dense(8, true);
    GroupedAttention full = new GroupedAttention(2, 1, 4, 4, new Mask.Causal());
    Model model =
        new Model(
            "pattern",
            8,
            new Embedding(4, true, 0),
            4096,
            List.of(
                new LayerGroup(10, Layer.of(full.withMask(new Mask.Window(16)), ffn)),
                new LayerGroup(2, Layer.of(full, ffn))),
            List.of(),
            "");
    StepCost cost = count(model, Scenario.decode(1, 99));
    // ten layers of 16 keys, two of 100; a key of one KV head is 8 elements of two bytes
    assertThat(cost.traffic().kvRead()).isEqualTo((10 * 16 + 2 * 100) * 16);
    assertThat(cost.kvCacheBytes()).isEqualTo((10 * 16 + 2 * 100) * 16);
    assertThat(layersOf(cost).operators().stream().map(each -> each.group().name()).distinct())
        .containsExactly("decoder layers (window 16)", "decoder layers (causal)");
  }

  @Test
  void whatAnEncoderDecoderStepNeeds() {
    Model model = Models.wmt(8, 4096);
    assertThatThrownBy(() -> StepModel.of(model, Scenario.decode(1, 1)))
        .hasMessage(
            "--input-len: an encoder-decoder model needs the length of its source, at least 1");
    Scenario onCache = Scenario.prefill(1, 1).withSourceLength(1).withBatch(Batch.uniform(1, 1, 5));
    assertThatThrownBy(() -> StepModel.of(model, onCache))
        .hasMessageStartingWith("--phase prefill: an encoder reads each source once and whole");
  }
}
