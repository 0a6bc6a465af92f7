package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.Indexer;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Models;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counts of one small attention layer, every expected value worked by hand in its comment. */
class AttentionCountsTest {
  /**
   * Four query heads on two KV heads, keys of 3, values of 5, in a model of width 10: none equals
   * another.
   */
  private static final GroupedAttention SMALL = new GroupedAttention(4, 2, 3, 5, new Mask.Causal());

  private static final int WIDTH = 10;

  private static StepCost count(Attention attention, Scenario scenario) {
    return StepModel.of(Models.single(WIDTH, attention), scenario).count(scenario.batch());
  }

  private static OperatorCost only(StepCost cost, OperatorKind kind) {
    return cost.only(each -> each.operator().kind() == kind).operators().get(0);
  }

  private static Scenario scenario(Segment... segments) {
    return Scenario.decode(1, 0).withBatch(new Batch(List.of(segments)));
  }

  @Test
  void projectionsOfADecodeStep() {
    StepCost cost = count(SMALL, scenario(new Segment(7, 1, 20)));
    OperatorCost in = only(cost, OperatorKind.QUERY_KEY_VALUE);
    // q 10·4·3 = 120, k and v 10·2·(3+5) = 160: 280 weights, 7 tokens, 2 FLOP each
    assertThat(in.work().matmulFlop()).isEqualTo(2 * 280 * 7);
    assertThat(in.traffic().weights()).isEqualTo(2 * 280);
    // reads 10, writes the query of 4·3, two bytes each
    assertThat(in.traffic().activations()).isEqualTo(2 * (10 + 12) * 7);
    assertThat(in.rowsSharingOperand()).isEqualTo(7);
    OperatorCost out = only(cost, OperatorKind.ATTENTION_OUTPUT);
    // 4·5·10 = 200 weights
    assertThat(out.work().matmulFlop()).isEqualTo(2 * 200 * 7);
    assertThat(out.traffic().activations()).isEqualTo(2 * (20 + 10) * 7);
  }

  @Test
  void theCoreOfADecodeStep() {
    OperatorCost core = only(count(SMALL, scenario(new Segment(7, 1, 20))), OperatorKind.ATTENTION);
    // 21 keys, 4 heads, 2·(3+5) FLOP a pair, 7 sequences
    assertThat(core.work().matmulFlop()).isEqualTo(2 * 8 * 4 * 21 * 7);
    assertThat(core.work().requiredMatmulFlop()).isEqualTo(2 * 8 * 4 * 21 * 7);
    assertThat(core.work().exponentials()).isEqualTo(4 * 21 * 7);
    // 4 FLOP a pair and 5 divisions a head
    assertThat(core.work().vectorFlop()).isEqualTo(7 * 4 * (4 * 21 + 5));
    // 21 keys of 2 KV heads, 3 + 5 elements of two bytes
    assertThat(core.traffic().kvRead()).isEqualTo(21 * 2 * 8 * 2 * 7);
    assertThat(core.compulsory().kvRead()).isEqualTo(20 * 2 * 8 * 2 * 7);
    assertThat(core.traffic().activations()).isEqualTo(2 * 4 * 8 * 7);
    assertThat(core.traffic().logits()).isZero();
    assertThat(core.rowsSharingOperand()).isEqualTo(2);
    assertThat(core.workItems()).isEqualTo(7 * 2);
  }

  @Test
  void aPromptOf300TokensInTilesOf128Rows() {
    OperatorCost core = only(count(SMALL, Scenario.prefill(1, 300)), OperatorKind.ATTENTION);
    // 300·301/2 pairs
    assertThat(core.work().exponentials()).isEqualTo(4 * 45_150);
    // two heads share a K: 64 tokens a tile, ends 300, 236, 172, 108, 44 = 860 keys
    assertThat(core.traffic().kvRead()).isEqualTo(860 * 2 * 8 * 2);
    assertThat(core.compulsory().kvRead()).isZero();
    assertThat(core.rowsSharingOperand()).isEqualTo(600);
    assertThat(core.workItems()).isEqualTo(2 * 5);
  }

  @Test
  void anUnfusedScheduleComputesTheRectangleAndMovesScores() {
    Scenario unfused = Scenario.prefill(3, 6).withPolicy(ExecutionPolicy.UNFUSED);
    OperatorCost core = only(count(SMALL, unfused), OperatorKind.ATTENTION);
    // 36 cells of which 21 are visible
    assertThat(core.work().matmulFlop()).isEqualTo(2 * 8 * 4 * 36 * 3);
    assertThat(core.work().requiredMatmulFlop()).isEqualTo(2 * 8 * 4 * 21 * 3);
    assertThat(core.work().exponentials()).isEqualTo(4 * 36 * 3);
    // write scores, read them, write weights, read them: four passes of two bytes
    assertThat(core.traffic().logits()).isEqualTo(4 * 2 * 4 * 36 * 3);
    assertThat(core.traffic().kvRead()).isEqualTo(6 * 2 * 8 * 2 * 3);
    // queries and outputs, and two copies of the scores
    assertThat(core.memory().workspace()).isEqualTo(2 * 4 * 8 * 6 * 3 + 2 * 2 * 4 * 36 * 3);
  }

  @Test
  void theCacheInPlaceRewrittenAndConcatenated() {
    Segment segment = new Segment(5, 1, 9);
    double token = 2 * 8 * 2; // 2 KV heads, 3 + 5 elements, two bytes
    Traffic inPlace = update(CacheUpdate.IN_PLACE, segment);
    assertThat(inPlace.kvRead()).isZero();
    assertThat(inPlace.kvWrite()).isEqualTo(token * 5);
    Traffic rewritten = update(CacheUpdate.REWRITE, segment);
    assertThat(rewritten.kvRead()).isEqualTo(token * 5 * 10);
    assertThat(rewritten.kvWrite()).isEqualTo(token * 5 * 10);
    Traffic concatenated = update(CacheUpdate.CONCATENATE, segment);
    assertThat(concatenated.kvRead()).isEqualTo(token * 5 * 9);
    assertThat(concatenated.kvWrite()).isEqualTo(token * 5 * 10);
  }

  private static Traffic update(CacheUpdate update, Segment segment) {
    ExecutionPolicy policy = new ExecutionPolicy("test", false, 128, update, 1);
    return only(count(SMALL, scenario(segment).withPolicy(policy)), OperatorKind.CACHE_UPDATE)
        .traffic();
  }

  @Test
  void windowsCapTheCacheAndPagesRoundItUp() {
    Attention windowed = SMALL.withMask(new Mask.Window(32));
    double token = 2 * 8 * 2;
    assertThat(count(windowed, scenario(new Segment(3, 1, 99))).kvCacheBytes())
        .isEqualTo(32 * token * 3);
    assertThat(count(SMALL, scenario(new Segment(3, 1, 99))).kvCacheBytes())
        .isEqualTo(100 * token * 3);
    Scenario paged =
        scenario(new Segment(3, 1, 99)).withPolicy(ExecutionPolicy.FLASH.withPageTokens(16));
    // 100 tokens are seven blocks of 16
    assertThat(count(SMALL, paged).kvCacheBytes()).isEqualTo(112 * token * 3);
    // and a ring of 32 exactly two
    assertThat(count(windowed, paged).kvCacheBytes()).isEqualTo(32 * token * 3);
  }

  @Test
  void everyKvFormat() {
    // a key of 3 and a value of 5 elements, two KV heads, 11 tokens
    assertThat(resident("fp32")).isEqualTo(11 * 2 * 8 * 4);
    assertThat(resident("bf16")).isEqualTo(11 * 2 * 8 * 2);
    assertThat(resident("fp16")).isEqualTo(11 * 2 * 8 * 2);
    assertThat(resident("fp8")).isEqualTo(11 * 2 * 8);
    // a two-byte scale for each key and each value
    assertThat(resident("int8")).isEqualTo(11 * 2 * (8 + 4));
    assertThat(resident("int4")).isEqualTo(11 * 2 * (4 + 4));
    // a scale every two elements: 2 for a key of 3, 3 for a value of 5
    assertThat(resident("int8:2")).isEqualTo(11 * 2 * (8 + 2 * (2 + 3)));
  }

  private static double resident(String format) {
    Precision precision = Precision.of(DataType.BF16).withKvCache(KvFormat.parse(format));
    return count(SMALL, scenario(new Segment(1, 1, 10)).withPrecision(precision)).kvCacheBytes();
  }

  @Test
  void aRaggedBatchIsTheSumOfItsSegmentsButReadsWeightsOnce() {
    Segment first = new Segment(2, 1, 50);
    Segment second = new Segment(1, 40, 7);
    StepCost together = count(SMALL, scenario(first, second));
    StepCost one = count(SMALL, scenario(first));
    // alone, its forty tokens would be guesses to verify; beside others they are a piece of a
    // prompt
    StepCost two = count(SMALL, scenario(second).withPhase(Phase.PREFILL));
    assertThat(together.work()).isEqualTo(one.work().plus(two.work(), 1));
    // projections 280 + 200, feed-forward 20, three norms of 10 and the one-word head, two bytes
    double weights = 2 * (280 + 200 + 20 + 30 + 10);
    // and the table's only row
    assertThat(together.traffic().weights()).isEqualTo(weights + 2 * 10);
    assertThat(together.traffic().kvRead())
        .isEqualTo(one.traffic().kvRead() + two.traffic().kvRead());
    assertThat(together.kvCacheBytes()).isEqualTo((51 * 2 + 47) * 2 * 8 * 2);
  }

  /** Two heads, rank 6, rope 2, nope 4, value 3; queries through a latent of 5; width 10. */
  private static LatentAttention latent(LatentAttention.Form form) {
    return new LatentAttention(2, 6, 5, 4, 2, 3, form, new Mask.Causal());
  }

  @Test
  void latentAttentionAbsorbed() {
    StepCost cost = count(latent(LatentAttention.Form.ABSORBED), scenario(new Segment(3, 1, 9)));
    // down 10·5, up 5·2·6 = 110; latent 10·8 = 80
    assertThat(only(cost, OperatorKind.QUERY_KEY_VALUE).work().matmulFlop()).isEqualTo(2 * 190 * 3);
    // two heads 4 × 6
    assertThat(only(cost, OperatorKind.ABSORB_QUERY).work().matmulFlop()).isEqualTo(2 * 48 * 3);
    OperatorCost core = only(cost, OperatorKind.ATTENTION);
    // ten keys, two heads, products over 8 and over 6
    assertThat(core.work().matmulFlop()).isEqualTo(2 * 2 * (8 + 6) * 10 * 3);
    // one latent of 8 serves as key and value of both heads
    assertThat(core.traffic().kvRead()).isEqualTo(10 * 8 * 2 * 3);
    assertThat(core.rowsSharingOperand()).isEqualTo(2);
    // two heads 6 × 3
    assertThat(only(cost, OperatorKind.EXPAND_OUTPUT).work().matmulFlop()).isEqualTo(2 * 36 * 3);
    assertThat(only(cost, OperatorKind.ATTENTION_OUTPUT).work().matmulFlop()).isEqualTo(2 * 60 * 3);
    assertThat(cost.kvCacheBytes()).isEqualTo(10 * 8 * 2 * 3);
  }

  @Test
  void latentAttentionExpanded() {
    StepCost cost = count(latent(LatentAttention.Form.EXPANDED), scenario(new Segment(3, 1, 9)));
    OperatorCost expansion = only(cost, OperatorKind.LATENT_EXPANSION);
    // all ten tokens, rank 6 to two heads of 4 + 3
    assertThat(expansion.work().matmulFlop()).isEqualTo(2 * 84 * 10 * 3);
    assertThat(expansion.traffic().kvRead()).isEqualTo(10 * 8 * 2 * 3);
    assertThat(expansion.compulsory().kvRead()).isEqualTo(9 * 8 * 2 * 3);
    assertThat(expansion.traffic().activations()).isEqualTo(10 * 14 * 2 * 3);
    OperatorCost core = only(cost, OperatorKind.ATTENTION);
    // keys of 6, values of 3
    assertThat(core.work().matmulFlop()).isEqualTo(2 * 2 * 9 * 10 * 3);
    assertThat(core.traffic().kvRead()).isZero();
    // queries and outputs 2·9, and ten expanded keys and values of both heads
    assertThat(core.traffic().activations()).isEqualTo(2 * 18 * 3 + 10 * 18 * 2 * 3);
    assertThat(cost.kvCacheBytes()).isEqualTo(10 * 8 * 2 * 3);
  }

  @Test
  void latentAttentionChoosesTheFormWithLessArithmetic() {
    LatentAttention auto = latent(LatentAttention.Form.AUTO);
    LatentAttention absorbed = latent(LatentAttention.Form.ABSORBED);
    LatentAttention expanded = latent(LatentAttention.Form.EXPANDED);
    // one token on nine: 728 against 2040; forty alone: 52640 against 36240 (below)
    Scenario decode = Scenario.decode(3, 9);
    assertThat(count(auto, decode).work()).isEqualTo(count(absorbed, decode).work());
    Scenario prefill = Scenario.prefill(3, 40);
    assertThat(count(auto, prefill).work()).isEqualTo(count(expanded, prefill).work());
    // where every query has keys of its own, nothing is expanded
    Mask topK = new Mask.TopK(8);
    assertThat(count(auto.withMask(topK), prefill).work())
        .isEqualTo(count(absorbed.withMask(topK), prefill).work());
  }

  @Test
  void topKReadsOnlyItsKeysAndKeepsAll() {
    StepCost cost = count(SMALL.withMask(new Mask.TopK(8)), scenario(new Segment(1, 1, 99)));
    OperatorCost core = only(cost, OperatorKind.ATTENTION);
    assertThat(core.work().exponentials()).isEqualTo(4 * 8);
    assertThat(core.traffic().kvRead()).isEqualTo(8 * 2 * 8 * 2);
    assertThat(core.compulsory().kvRead()).isEqualTo(7 * 2 * 8 * 2);
    assertThat(cost.kvCacheBytes()).isEqualTo(100 * 2 * 8 * 2);
  }

  @Test
  void aKeyThatIsItsOwnValueIsProjectedAndStoredOnce() {
    GroupedAttention tied = new GroupedAttention(4, 2, 3, 3, new Mask.Causal(), KeyValues.TIED);
    StepCost cost = count(tied, scenario(new Segment(7, 1, 20)));
    // q 10·4·3 = 120, one projection 10·2·3 = 60
    assertThat(only(cost, OperatorKind.QUERY_KEY_VALUE).work().matmulFlop()).isEqualTo(2 * 180 * 7);
    OperatorCost core = only(cost, OperatorKind.ATTENTION);
    assertThat(core.work().matmulFlop()).isEqualTo(2 * 6 * 4 * 21 * 7);
    assertThat(core.traffic().kvRead()).isEqualTo(21 * 2 * 3 * 2 * 7);
    assertThat(cost.kvCacheBytes()).isEqualTo(21 * 2 * 3 * 2 * 7);
    assertThat(tied.cacheElementsPerToken()).isEqualTo(6);
    // 120 + 60 and an output projection of 4·3·10
    assertThat(tied.parameters(10)).isEqualTo(300);
  }

  @Test
  void aReusedCacheIsReadButNeitherProjectedNorStored() {
    GroupedAttention reused = SMALL.withKeyValues(KeyValues.REUSED);
    StepCost cost = count(reused, scenario(new Segment(7, 1, 20)));
    assertThat(only(cost, OperatorKind.QUERY_KEY_VALUE).work().matmulFlop()).isEqualTo(2 * 120 * 7);
    OperatorCost core = only(cost, OperatorKind.ATTENTION);
    assertThat(core.traffic().kvRead()).isEqualTo(21 * 2 * 8 * 2 * 7);
    // the layer that owns it has brought it to the chip
    assertThat(core.compulsory().kvRead()).isZero();
    assertThat(cost.traffic().kvWrite()).isZero();
    assertThat(cost.kvCacheBytes()).isZero();
    assertThat(reused.cacheElementsPerToken()).isZero();
    // 120 and an output projection of 4·5·10
    assertThat(reused.parameters(10)).isEqualTo(320);
  }

  /** An indexer of two heads of 6, choosing 8 keys. */
  @Test
  void anIndexerScoresEveryTokenAndKeepsAKeyOfEach() {
    Mask mask = new Mask.TopK(8, Optional.of(new Indexer(2, 6)));
    StepCost cost = count(SMALL.withMask(mask), scenario(new Segment(3, 1, 99)));
    // queries 10·2·6, a key 10·6, a weight a head 10·2
    assertThat(only(cost, OperatorKind.INDEX_PROJECTION).work().matmulFlop())
        .isEqualTo(2 * 200 * 3);
    OperatorCost index = only(cost, OperatorKind.INDEX);
    // 100 keys, two heads, products over 6
    assertThat(index.work().matmulFlop()).isEqualTo(2 * 6 * 2 * 100 * 3);
    assertThat(index.work().vectorFlop()).isEqualTo(3 * 2 * 100 * 3);
    assertThat(index.traffic().kvRead()).isEqualTo(100 * 6 * 2 * 3);
    assertThat(index.compulsory().kvRead()).isEqualTo(99 * 6 * 2 * 3);
    assertThat(index.traffic().kvWrite()).isEqualTo(6 * 2 * 3);
    assertThat(index.rowsSharingOperand()).isEqualTo(2);
    assertThat(index.workItems()).isEqualTo(3);
    assertThat(only(cost, OperatorKind.ATTENTION).traffic().kvRead()).isEqualTo(8 * 2 * 8 * 2 * 3);
    // keys and values of 16 elements a token, index keys of 6
    assertThat(cost.kvCacheBytes()).isEqualTo(100 * (16 + 6) * 2 * 3);
    assertThat(SMALL.withMask(mask).cacheElementsPerToken()).isEqualTo(22);
    assertThat(SMALL.withMask(mask).parameters(10)).isEqualTo(480 + 200);
  }

  /** DeepSeek-V3.2: 64 heads of 128 from a query latent of 1536; width 7168. */
  @Test
  void theIndexerOfDeepSeek() {
    // 1536·64·128 + 7168·(128 + 64)
    assertThat(new Indexer(64, 128).parameters(7168, 1536)).isEqualTo(13_959_168);
  }

  @Test
  void aCacheInPagesRoundsCrossAttentionToo() {
    Scenario paged =
        Scenario.decode(2, 10)
            .withSourceLength(77)
            .withPolicy(ExecutionPolicy.FLASH.withPageTokens(16));
    StepCost cost = StepModel.of(Models.wmt(8, 4096), paged).count(paged.batch());
    // six layers, eight heads of 256 elements of two bytes: 16 of 11 tokens, 80 of 77
    assertThat(cost.kvCacheBytes()).isEqualTo(2.0 * 6 * 8 * 256 * 2 * (16 + 80));
  }

  @Test
  void anUnfusedWeightedSumLoadsLatentsAgain() {
    Scenario unfused = scenario(new Segment(3, 1, 9)).withPolicy(ExecutionPolicy.UNFUSED);
    OperatorCost core =
        only(count(latent(LatentAttention.Form.ABSORBED), unfused), OperatorKind.ATTENTION);
    // ten keys of 8 elements, then ten values of 6
    assertThat(core.traffic().kvRead()).isEqualTo(10 * (8 + 6) * 2 * 3);
    GroupedAttention tied = new GroupedAttention(4, 2, 3, 3, new Mask.Causal(), KeyValues.TIED);
    assertThat(only(count(tied, unfused), OperatorKind.ATTENTION).traffic().kvRead())
        .isEqualTo(10 * 2 * (3 + 3) * 2 * 3);
  }

  @Test
  void aConcatenationNeedsOldAndNewCacheAtOnce() {
    Segment segment = new Segment(5, 1, 9000);
    ExecutionPolicy concatenate =
        new ExecutionPolicy("test", true, 128, CacheUpdate.CONCATENATE, 1);
    OperatorCost update =
        only(count(SMALL, scenario(segment).withPolicy(concatenate)), OperatorKind.CACHE_UPDATE);
    assertThat(update.memory().workspace()).isEqualTo(5.0 * 9000 * 2 * 8 * 2);
  }

  @Test
  void onlyWhatALaterTokenSeesMustBeWritten() {
    double token = 2 * 8 * 2;
    // a window of 32 forgets all but the last 31 of 100 new tokens
    assertThat(written(new Mask.Window(32), new Segment(1, 100, 0))).isEqualTo(31 * token);
    // 96 tokens fill two chunks of 48: nothing of them is seen again; of 100 four are
    assertThat(written(new Mask.Chunk(48), new Segment(1, 96, 0))).isZero();
    assertThat(written(new Mask.Chunk(48), new Segment(1, 100, 0))).isEqualTo(4 * token);
    assertThat(written(new Mask.Causal(), new Segment(1, 100, 7))).isEqualTo(100 * token);
  }

  private static double written(Mask mask, Segment segment) {
    return only(count(SMALL.withMask(mask), scenario(segment)), OperatorKind.CACHE_UPDATE)
        .compulsory()
        .kvWrite();
  }

  /**
   * By hand, the small latent: expanding is 84 weights, a pair costs 2·2·14 absorbed and 2·2·9
   * expanded.
   */
  @Test
  void bothFormsOfLatentAttentionAreBoundByTheLesser() {
    // one token on nine: absorbed 2·84 + 56·10 = 728, expanded 2·84·10 + 36·10 = 2040
    assertThat(bothRequired(new Segment(3, 1, 9))).containsOnly(3 * 728.0);
    // forty tokens alone, 820 pairs: absorbed 2·84·40 + 56·820 = 52640, expanded 6720 + 36·820 =
    // 36240
    assertThat(bothRequired(new Segment(3, 40, 0))).containsOnly(3 * 36_240.0);
  }

  private static List<Double> bothRequired(Segment segment) {
    return List.of(
        required(LatentAttention.Form.ABSORBED, segment),
        required(LatentAttention.Form.EXPANDED, segment),
        required(LatentAttention.Form.AUTO, segment));
  }

  private static double required(LatentAttention.Form form, Segment segment) {
    EnumSet<OperatorKind> differing =
        EnumSet.of(
            OperatorKind.ABSORB_QUERY,
            OperatorKind.EXPAND_OUTPUT,
            OperatorKind.LATENT_EXPANSION,
            OperatorKind.ATTENTION);
    return count(latent(form), scenario(segment))
        .only(each -> differing.contains(each.operator().kind()))
        .work()
        .requiredMatmulFlop();
  }
}
