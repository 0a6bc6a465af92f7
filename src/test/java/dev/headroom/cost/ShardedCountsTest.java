package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.Batch;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one device of several has and tells the others: worked by hand, or Pope's formulas. */
@Tag("reference")
class ShardedCountsTest {
  private static Model model(String name) {
    return ModelCatalog.builtIn().find(name).model();
  }

  private static Sharding tensor(int ways, WeightLayout weights, AttentionLayout attention) {
    return new Sharding(ways, 1, 1, 1, 1, weights, attention);
  }

  private static StepCost count(Model model, Scenario whole, Sharding sharding) {
    int groups = sharding.groups(whole.batch(), whole.beams());
    Scenario own = whole.withBatch(sharding.share(whole.batch(), whole.beams(), whole.phase()));
    return StepModel.of(model, own, sharding, groups).count(own.batch());
  }

  private static double flopOf(StepCost cost, OperatorKind kind) {
    return cost.only(each -> each.operator().kind() == kind).work().matmulFlop();
  }

  /**
   * Llama-2-70B on eight devices. A layer of one: 8 of 64 query heads of 128 on a width of 8192 for
   * queries and outputs, 8,388,608 weights each; one KV head, 2,097,152; three strips of 8192 x
   * 3584, 88,080,384; two norms, 16,384: 106,971,136. Eighty of them, tables of 4000 x 8192 twice
   * and a last norm are 8,623,235,072 weights. A cached token takes 80 · 256 · 2 bytes.
   */
  @Test
  void llamaOnEight() {
    Sharding eight = new Sharding(8, 1, 1);
    Model llama = model("llama-2-70b");
    StepModel step = StepModel.of(llama, Scenario.decode(4, 1000), eight, 1);
    assertThat(step.parameterBytes()).isEqualTo(2 * 8_623_235_072.0);
    StepCost cost = step.count(Batch.decode(4, 1000));
    assertThat(cost.kvCacheBytes()).isEqualTo(4 * 1001 * 40_960.0);
    // 161 sums of 8192 elements of 2 bytes for each of 4 tokens; 2 · 7/8 of them are sent.
    assertThat(cost.sentBytes()).isEqualTo(161 * 4 * 16_384 * 1.75);
    // Matrix products divide: a token meets all weights but those of the norms and one table.
    double whole =
        StepModel.of(llama, Scenario.decode(4, 1000))
            .count(Batch.decode(4, 1000))
            .work()
            .matmulFlop();
    double keysTwice = 2.0 * 4 * 80 * 8192 * 256 * 7 / 8;
    assertThat(cost.work().matmulFlop()).isLessThan(whole / 8 + keysTwice);
    assertThat(cost.work().matmulFlop()).isGreaterThanOrEqualTo(whole / 8);
  }

  /** One feed-forward of four widths and an attention of one width, no gates: Pope's model. */
  private static Model popes(int width) {
    Layer layer =
        new Layer(
            new GroupedAttention(64, 1, width / 64, width / 64, new Mask.Causal()),
            null,
            new FeedForward.Dense(4 * width, false),
            false);
    return new Model(
        "pope",
        width,
        new Embedding(1024, true, 0),
        4096,
        List.of(new LayerGroup(1, layer)),
        List.of(),
        "Pope et al. 2022");
  }

  /**
   * Pope's section 3.2: 2·B·L·E in strips whatever the ways, 8·B·L·E/√n in blocks, in elements and
   * for the feed-forward; here 2 bytes each. On 64 ways a block is 4 along the width and 16 along
   * the hidden one, which is what sends least.
   */
  @Test
  void popesFormulas() {
    int width = 4096;
    Model model = popes(width);
    List<ExchangeOperator> strips = exchanges(model, WeightLayout.STATIONARY_1D);
    // A sum that all get is a scattered one and a gather, of B·L·E each; attention has one too.
    assertThat(strips).hasSize(2);
    assertThat(2 * strips.get(1).payloadBytes(1)).isEqualTo(2 * 2 * width);
    List<ExchangeOperator> blocks = exchanges(model, WeightLayout.STATIONARY_2D);
    assertThat(blocks).hasSize(8);
    List<ExchangeOperator> feedForward = blocks.subList(4, 8);
    assertThat(feedForward.stream().map(ExchangeOperator::ways)).containsExactly(16, 4, 4, 16);
    assertThat(feedForward.stream().mapToDouble(each -> each.payloadBytes(1)).sum())
        .isEqualTo(2 * 8.0 * width / 8);
  }

  private static List<ExchangeOperator> exchanges(Model model, WeightLayout layout) {
    return StepModel.of(model, Scenario.decode(1, 10), tensor(64, layout, AttentionLayout.HEADS), 1)
        .groups()
        .get(1)
        .operators()
        .stream()
        .filter(ExchangeOperator.class::isInstance)
        .map(ExchangeOperator.class::cast)
        .toList();
  }

  /** Blocks change what is exchanged and which operands lie where, not the products. */
  @Test
  void blocksDoTheWorkOfStrips() {
    Model palm = model("palm-8b");
    Scenario scenario = Scenario.decode(64, 100);
    StepCost strips =
        count(palm, scenario, tensor(16, WeightLayout.STATIONARY_1D, AttentionLayout.HEADS));
    StepCost blocks =
        count(palm, scenario, tensor(16, WeightLayout.STATIONARY_2D, AttentionLayout.HEADS));
    assertThat(blocks.work().matmulFlop()).isEqualTo(strips.work().matmulFlop());
    assertThat(blocks.traffic().weights()).isEqualTo(strips.traffic().weights());
    assertThat(blocks.traffic().activations()).isLessThan(strips.traffic().activations());
    assertThat(blocks.sentBytes()).isLessThan(strips.sentBytes());
  }

  /**
   * Gathered weights: a device serves its part of the batch with all weights, holds 1/n of them and
   * receives the rest of each layer.
   */
  @Test
  void gatheredWeights() {
    Model palm = model("palm-8b");
    Sharding gathered = tensor(16, WeightLayout.GATHERED, AttentionLayout.HEADS);
    Scenario scenario = Scenario.prefill(64, 128);
    StepCost cost = count(palm, scenario, gathered);
    StepCost alone = StepModel.of(palm, scenario).count(Batch.prefill(4, 128));
    assertThat(cost.work()).isEqualTo(alone.work());
    assertThat(StepModel.of(palm, scenario, gathered, 1).parameterBytes())
        .isEqualTo(2.0 * palm.parameters() / 16);
    // Everything but the last norm and learned positions, of which there are none.
    assertThat(cost.sentBytes()).isEqualTo(2.0 * (palm.parameters() - palm.modelDim()) * 15 / 16);
  }

  /** PaLM 540B on 64 chips: one replicated KV head by heads, a 64th of the sequences otherwise. */
  @Test
  void attentionBySequences() {
    Model palm = model("palm-540b").mapDecoder(ShardedCountsTest::padded);
    Scenario scenario = Scenario.decode(128, 999);
    double perToken = 118 * 2 * 256 * 2.0;
    StepCost heads =
        count(palm, scenario, tensor(64, WeightLayout.STATIONARY_2D, AttentionLayout.HEADS));
    StepCost sequences =
        count(palm, scenario, tensor(64, WeightLayout.STATIONARY_2D, AttentionLayout.BATCH));
    assertThat(heads.kvCacheBytes()).isEqualTo(128 * 1000 * perToken);
    assertThat(sequences.kvCacheBytes()).isEqualTo(2 * 1000 * perToken);
    assertThat(flopOf(sequences, OperatorKind.ATTENTION))
        .isEqualTo(flopOf(heads, OperatorKind.ATTENTION));
    // Queries, the one key and value, and outputs of 128 tokens change places.
    double exchanged = (64 * 256 + 2 * 256 + 64 * 256) / 64.0 * 2 * 128 * 63 / 64;
    assertThat(sequences.sentBytes() - heads.sentBytes()).isCloseTo(118 * exchanged, within(1e-3));
  }

  private static Layer padded(Layer layer) {
    GroupedAttention attention = (GroupedAttention) layer.attention();
    return new Layer(
        new GroupedAttention(64, 1, attention.keyDim(), attention.valueDim(), attention.mask()),
        null,
        layer.feedForward(),
        layer.parallel());
  }

  /**
   * A prompt of 4096 tokens over four devices: 4096·4097/2 pairs, a quarter of them each; decoding
   * on 4096 cached tokens, a quarter of the keys each, 1024 and the new one.
   */
  @Test
  void contextIsShared() {
    Sharding four = new Sharding(1, 1, 1, 1, 4, WeightLayout.STATIONARY_1D, AttentionLayout.HEADS);
    Model llama = model("llama-3.1-8b");
    double perPair = 2.0 * 32 * 256 * 32;
    StepCost prompt = count(llama, Scenario.prefill(1, 4096), four);
    assertThat(flopOf(prompt, OperatorKind.ATTENTION)).isEqualTo(perPair * 4096 * 4097 / 2 / 4);
    assertThat(flopOf(prompt, OperatorKind.FEED_FORWARD))
        .isEqualTo(32 * 1024 * 2.0 * 3 * 4096 * 14_336);
    StepCost decode = count(llama, Scenario.decode(1, 4096), four);
    assertThat(flopOf(decode, OperatorKind.ATTENTION)).isEqualTo(perPair * 1025);
    assertThat(decode.kvCacheBytes()).isEqualTo(131_072.0 * 1025);
  }

  /**
   * DeepSeek-V3's 256 experts over eight copies: each device has 32 in each of 58 layers, of 3 ·
   * 7168 · 2048 weights; the tokens of all copies come to them, so that it does its own tokens'
   * work, and reads an eighth of what all tokens touch.
   */
  @Test
  void expertsAreShared() {
    Model deepseek = model("deepseek-v3");
    Sharding copies =
        new Sharding(1, 1, 8, 8, 1, WeightLayout.STATIONARY_1D, AttentionLayout.HEADS);
    assertThat(copies.parameters(deepseek))
        .isEqualTo(deepseek.parameters() - 58.0 * 224 * 3 * 7168 * 2048);
    StepCost cost = count(deepseek, Scenario.decode(512, 1000), copies);
    StepCost own = StepModel.of(deepseek, Scenario.decode(64, 1000)).count(Batch.decode(64, 1000));
    assertThat(flopOf(cost, OperatorKind.EXPERTS)).isEqualTo(flopOf(own, OperatorKind.EXPERTS));
    StepCost all =
        StepModel.of(deepseek, Scenario.decode(512, 1000)).count(Batch.decode(512, 1000));
    assertThat(weightsOf(cost)).isCloseTo(weightsOf(all) / 8, within(1.0));
    // Two exchanges of 8 · 7168 elements of 2 bytes in 58 layers, 64 tokens, 7 of 8 of it.
    assertThat(cost.sentBytes()).isEqualTo(58 * 2 * 8 * 7168 * 2.0 * 64 * 7 / 8);
    assertThatThrownBy(
            () -> new Sharding(2, 1, 2, 3, 1, WeightLayout.STATIONARY_1D, AttentionLayout.HEADS))
        .hasMessageContaining("--expert-parallel: must be a multiple of the tensor ways, 2")
        .hasMessageContaining("was 3");
  }

  private static double weightsOf(StepCost cost) {
    return cost.only(each -> each.operator().kind() == OperatorKind.EXPERTS).traffic().weights();
  }

  /** Groups through stages: all sequences' work; as many passes as groups, one token to hand on. */
  @ParameterizedTest
  @CsvSource({"DECODE, 8, 4, 1.0", "DECODE, 2, 2, 2.0", "PREFILL, 8, 4, 1.75", "PREFILL, 1, 1, 4"})
  void stages(Phase phase, long sequences, int groups, double waiting) {
    Sharding four = new Sharding(1, 4, 1);
    Model llama = model("llama-3.1-8b");
    Scenario scenario =
        phase == Phase.DECODE ? Scenario.decode(sequences, 100) : Scenario.prefill(sequences, 100);
    assertThat(four.groups(scenario.batch(), 1)).isEqualTo(groups);
    assertThat(four.waiting(phase, groups)).isEqualTo(waiting);
    StepCost cost = count(llama, scenario, four);
    StepCost whole = StepModel.of(llama, scenario).count(scenario.batch());
    assertThat(flopOf(cost, OperatorKind.FEED_FORWARD))
        .isEqualTo(flopOf(whole, OperatorKind.FEED_FORWARD) / 4);
    assertThat(cost.kvCacheBytes()).isEqualTo(whole.kvCacheBytes() / 4);
    assertThat(cost.sentBytes()).isEqualTo(2.0 * 4096 * scenario.batch().tokens());
  }

  /** Guessed tokens to verify, and a prefix in common, by heads and by sequences. */
  @ParameterizedTest
  @CsvSource({"HEADS", "BATCH"})
  void verificationAndPrefixes(AttentionLayout layout) {
    Sharding four = tensor(4, WeightLayout.STATIONARY_1D, layout);
    Model llama = model("llama-3.1-8b");
    Scenario guesses =
        Scenario.decode(16, 1000).withBatch(Batch.uniform(16, 5, 1000)).withSharedPrefix(800);
    StepCost cost = count(llama, guesses, four);
    StepCost whole = StepModel.of(llama, guesses).count(guesses.batch());
    assertThat(flopOf(cost, OperatorKind.ATTENTION))
        .isEqualTo(flopOf(whole, OperatorKind.ATTENTION) / 4);
    assertThat(flopOf(cost, OperatorKind.PREFIX_ATTENTION))
        .isEqualTo(flopOf(whole, OperatorKind.PREFIX_ATTENTION) / 4);
    // The prefix lies once on every device: with two KV heads of eight, or with all of them.
    double heads = layout == AttentionLayout.HEADS ? 2 : 8;
    double sequences = layout == AttentionLayout.HEADS ? 16 : 4;
    assertThat(cost.kvCacheBytes()).isEqualTo(32 * heads * 256 * 2 * (800 + sequences * (200 + 5)));
  }
}
