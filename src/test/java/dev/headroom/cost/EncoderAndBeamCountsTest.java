package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Encoder passes, beams, shared prefixes and verification against sums worked by hand. The shapes
 * are those of one core of Shazeer 2019, section 4.3: 128 sources of 128 tokens.
 */
@Tag("reference")
final class EncoderAndBeamCountsTest {
  private static final Model MHA = Models.wmt(8, 4096);
  private static final Model MQA = Models.wmt(1, 5440);

  private static StepCost count(Model model, Scenario scenario) {
    return StepModel.of(model, scenario).count(scenario.batch());
  }

  private static StepCost encoderPass(Model model) {
    return count(model, Scenario.prefill(128, 128).withSourceLength(128));
  }

  private static OperatorCost find(StepCost cost, OperatorKind kind) {
    return cost.operators().stream()
        .filter(each -> each.operator().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  /**
   * 16,384 tokens: q, k, v {@code 2·16384·3·1024²} = 103,079,215,104; scores and weighted sum
   * {@code 2·128·8·128²·256} = 8,589,934,592; output {@code 2·16384·1024²} = 34,359,738,368;
   * feed-forward {@code 2·16384·2·1024·4096} = 274,877,906,944; keys and values of one decoder
   * layer's source {@code 2·16384·2·1024²} = 68,719,476,736; six layers of each.
   */
  @Test
  void workOfTheEncoderWithTheKeysOfTheSource() {
    assertThat(encoderPass(MHA).work().matmulFlop()).isEqualTo(6.0 * 489_626_271_744L);
  }

  /**
   * q, k, v {@code 2·16384·1024·(1024+256)} = 42,949,672,960; scores as before; output as before;
   * feed-forward {@code 2·16384·2·1024·5440} = 365,072,220,160; the source's keys {@code
   * 2·16384·1024·256} = 8,589,934,592. With one KV head the encoder itself works 7 % more, but the
   * whole pass 6 % less.
   */
  @Test
  void oneHeadWorksLessThoughItsFeedForwardIsWider() {
    assertThat(encoderPass(MQA).work().matmulFlop()).isEqualTo(6.0 * 459_561_500_672L);
  }

  /** An encoder keeps nothing; the decoder's six layers keep 2·1024 elements of every token. */
  @Test
  void whatIsLeftInTheCache() {
    assertThat(encoderPass(MHA).kvCacheBytes()).isEqualTo(6.0 * 16_384 * 2048 * 2);
    assertThat(encoderPass(MHA).traffic().kvRead()).isZero();
    assertThat(encoderPass(MHA).traffic().kvWrite()).isEqualTo(6.0 * 16_384 * 2048 * 2);
  }

  private static StepCost beamStep(String runtime, int beams) {
    Scenario step =
        Scenario.decode(128L * beams, 127)
            .withSourceLength(128)
            .withPolicy(RuntimeCatalog.find(runtime))
            .withBeams(beams);
    return count(MHA, step);
  }

  /**
   * 512 hypotheses of 128 sources, 128 positions of 2048 elements of 2 bytes: own caches
   * 268,435,456 bytes a layer, the sources' a quarter of it; the update passes twice, the reorder
   * twice; the selector takes {@code 2·512²·128·2048} FLOP.
   */
  @Test
  void beamsMultiplyTheirOwnCachesAndShareTheSources() {
    StepCost cost = beamStep("mesh-tensorflow-2019", 4);
    assertThat(find(cost, OperatorKind.ATTENTION).traffic().kvRead()).isEqualTo(268_435_456.0);
    assertThat(find(cost, OperatorKind.CROSS_ATTENTION).traffic().kvRead()).isEqualTo(67_108_864.0);
    assertThat(find(cost, OperatorKind.CROSS_ATTENTION).rowsSharingOperand()).isEqualTo(4);
    assertThat(find(cost, OperatorKind.ATTENTION).rowsSharingOperand()).isEqualTo(1);
    OperatorCost update = find(cost, OperatorKind.CACHE_UPDATE);
    assertThat(update.traffic().kvRead() + update.traffic().kvWrite()).isEqualTo(536_870_912.0);
    OperatorCost reorder = find(cost, OperatorKind.BEAM_REORDER);
    assertThat(reorder.traffic().kvRead() + reorder.traffic().kvWrite()).isEqualTo(536_870_912.0);
    assertThat(reorder.work().matmulFlop()).isEqualTo(137_438_953_472.0);
    assertThat(reorder.work().requiredMatmulFlop()).isZero();
    assertThat(cost.kvCacheBytes()).isEqualTo(6 * (268_435_456.0 + 67_108_864.0));
  }

  /** Five passes over 512 × 33,536 scores of 4 bytes. */
  @Test
  void scoresOfAllHypothesesAreSearched() {
    OperatorCost selection = find(beamStep("mesh-tensorflow-2019", 4), OperatorKind.BEAM_SELECTION);
    assertThat(selection.traffic().activations()).isEqualTo(5 * 4 * 17_170_432.0);
    assertThat(selection.work().exponentials()).isEqualTo(17_170_432.0);
  }

  /**
   * All four hypotheses may continue one: only a quarter of the 127 cached tokens' 2048 elements of
   * 512 caches must be read.
   */
  @Test
  void theBoundTakesSharedHistories() {
    OperatorCost core = find(beamStep("flash", 4), OperatorKind.ATTENTION);
    assertThat(core.compulsory().kvRead()).isEqualTo(128.0 * 127 * 2048 * 2);
  }

  @Test
  void aCopyMovesWhatASelectorMovesAndMultipliesNothing() {
    OperatorCost copy = find(beamStep("unfused", 4), OperatorKind.BEAM_REORDER);
    assertThat(copy.traffic().kvRead()).isEqualTo(268_435_456.0);
    assertThat(copy.traffic().kvWrite()).isEqualTo(268_435_456.0);
    assertThat(copy.work().matmulFlop()).isZero();
  }

  @Test
  void aPointerMovesNothingAndOneBeamNeedsNoOrder() {
    assertThat(beamStep("flash", 4).operators())
        .noneMatch(cost -> cost.operator().kind() == OperatorKind.BEAM_REORDER);
    assertThat(beamStep("mesh-tensorflow-2019", 1).operators())
        .noneMatch(
            cost ->
                cost.operator().kind() == OperatorKind.BEAM_REORDER
                    || cost.operator().kind() == OperatorKind.BEAM_SELECTION);
  }

  /**
   * Llama 2 7B, 16,384 bytes a token and layer: 2000 tokens read once for 16 sequences of 4 new
   * tokens (64 rows, one tile), 2004 more for each; 2000 kept once.
   */
  @Test
  void aSharedPrefixIsReadAndKeptOnce() {
    Scenario step =
        Scenario.decode(16, 4000).withBatch(Batch.uniform(16, 4, 4000)).withSharedPrefix(2000);
    StepCost cost = count(Models.llama2With7B(), step);
    OperatorCost prefix = find(cost, OperatorKind.PREFIX_ATTENTION);
    OperatorCost own = find(cost, OperatorKind.ATTENTION);
    assertThat(prefix.traffic().kvRead()).isEqualTo(2000.0 * 16_384);
    assertThat(prefix.compulsory().kvRead()).isEqualTo(2000.0 * 16_384);
    assertThat(prefix.rowsSharingOperand()).isEqualTo(64);
    assertThat(own.traffic().kvRead()).isEqualTo(16.0 * 2004 * 16_384);
    assertThat(own.compulsory().kvRead()).isEqualTo(16.0 * 2000 * 16_384);
    assertThat(cost.kvCacheBytes()).isEqualTo(32 * (2000.0 + 16 * 2004) * 16_384);
    Scenario alone = step.withSharedPrefix(0);
    assertThat(cost.work().matmulFlop())
        .isEqualTo(count(Models.llama2With7B(), alone).work().matmulFlop());
  }

  /** Four guessed tokens of 16 sequences: 64 positions meet 32,000 words of 4096. */
  @Test
  void verificationNeedsTheHeadAtEveryPosition() {
    Scenario verify = Scenario.decode(16, 100).withBatch(Batch.uniform(16, 4, 100));
    OperatorCost head = find(count(Models.llama2With7B(), verify), OperatorKind.OUTPUT_HEAD);
    assertThat(head.work().matmulFlop()).isEqualTo(2.0 * 64 * 32_000 * 4096);
    assertThat(head.rowsSharingOperand()).isEqualTo(64);
  }

  /** A piece of a prompt beside decoding sequences needs the head once: 16 + 1 positions. */
  @Test
  void ofAPromptInARaggedBatchTheLastPositionCounts() {
    Batch mixed = new Batch(List.of(new Segment(16, 1, 100), new Segment(1, 512, 0)));
    Scenario step = Scenario.decode(1, 0).withBatch(mixed);
    OperatorCost head = find(count(Models.llama2With7B(), step), OperatorKind.OUTPUT_HEAD);
    assertThat(head.work().matmulFlop()).isEqualTo(2.0 * 17 * 32_000 * 4096);
  }

  /** Two kinds of sequences would have the common prefix counted once for each kind. */
  @Test
  void aRaggedBatchSharesNoPrefix() {
    Scenario ragged =
        Scenario.decode(1, 64)
            .withBatch(new Batch(List.of(new Segment(2, 1, 64), new Segment(3, 1, 80))))
            .withSharedPrefix(32);
    assertThatThrownBy(() -> StepModel.of(Models.llama2With7B(), ragged))
        .hasMessageContaining("--shared-prefix: is counted for equal sequences");
  }
}
