package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;
import dev.headroom.workload.Attention;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.Indexer;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Models;
import dev.headroom.workload.ParameterMatching;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ideal times against published tables and sums worked by hand; the fast path against the full one.
 */
class IdealTimesTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  /** A100 80 GB: 312 TFLOP/s, 2039 GB/s, 40 MB of L2. */
  private static final Ceilings A100 = new Ceilings(312e12, 312e12, NEVER, NEVER, 2039e9, 40e6);

  /** The scaling book's slice of eight TPU v5e: "6.5 TB/s" and "1600 TFLOP/s". */
  private static final Ceilings SLICE = new Ceilings(1600e12, 1600e12, NEVER, NEVER, 6.5e12, 0);

  private static StepTimes times(Model model, Scenario scenario, Ceilings ceilings) {
    StepCost cost = StepModel.of(model, scenario).count(scenario.batch());
    return StepTimes.of(cost, ceilings, scenario.cacheState());
  }

  /**
   * peers.md, section 5, by hand: (13.214 GB + 1.074 GB)/2039 GB/s = 7.007 ms; norms and
   * activations add below 0.2 %.
   */
  @Test
  void llama2DecodeFromColdCaches() {
    Scenario cold = Scenario.decode(1, 2048).withCacheState(CacheState.COLD);
    StepTimes times = times(Models.llama2With7B(), cold, A100);
    assertThat(times.lowerBoundSeconds()).isCloseTo(7.007e-3, within(0.002 * 7.007e-3));
    assertThat(times.rooflineSeconds()).isCloseTo(7.007e-3, within(0.002 * 7.007e-3));
    assertThat(times.rooflineSeconds()).isGreaterThan(times.lowerBoundSeconds());
    assertThat(times.bound()).isEqualTo(Resource.MEMORY);
    StepTimes warm = times(Models.llama2With7B(), Scenario.decode(1, 2048), A100);
    // 40 MB less: 19.6 us
    assertThat(times.lowerBoundSeconds() - warm.lowerBoundSeconds())
        .isCloseTo(40e6 / 2039e9, within(1e-12));
  }

  /**
   * peers.md, section 5, by hand: 27.626 TFLOP causal, 28.725 TFLOP bidirectional, at 312 TFLOP/s.
   */
  @Test
  void llama2PrefillOfTheLayers() {
    assertThat(prefillOfTheLayers(new Mask.Causal())).isCloseTo(88.54e-3, within(0.005e-3));
    assertThat(prefillOfTheLayers(new Mask.Bidirectional())).isCloseTo(92.07e-3, within(0.005e-3));
  }

  private static double prefillOfTheLayers(Mask mask) {
    Model model =
        Models.llama2With7B()
            .mapLayers(layer -> Layer.of(layer.attention().withMask(mask), layer.feedForward()));
    Scenario prefill = Scenario.prefill(1, 2048);
    StepCost layers =
        StepModel.of(model, prefill)
            .count(prefill.batch())
            .only(each -> each.group().name().equals("decoder layers"));
    return StepTimes.of(layers, A100, CacheState.WARM).lowerBoundComputeSeconds();
  }

  /**
   * The JAX scaling book, "All about Transformer inference": LLaMA 2 13B in BF16 at 8,192 tokens on
   * eight TPU v5e. Its multi-head column, and its column of eight KV heads that keeps 13 G
   * parameters.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 4.98, 4.17",
    "8, 12.13, 5.60",
    "16, 20.30, 7.23",
    "32, 36.65, 10.50",
    "64, 69.33, 17.04",
    "240, 249.09, 52.99",
  })
  void theScalingBooksTable(long batch, double multiHeadMs, double groupedMs) {
    Scenario step = Scenario.decode(batch, 8192);
    Model multiHead = Models.llama2With13B();
    assertThat(times(multiHead, step, SLICE).rooflineSeconds() * 1e3)
        .isCloseTo(multiHeadMs, within(0.02 * multiHeadMs));
    Model grouped =
        ParameterMatching.match(AttentionVariant.parse("gqa:8").applyTo(multiHead), multiHead);
    assertThat(times(grouped, step, SLICE).rooflineSeconds() * 1e3)
        .isCloseTo(groupedMs, within(0.02 * groupedMs));
  }

  /**
   * The same column with the weights that eight KV heads really have, by hand: 40·(2·5120² +
   * 2·5120·1024 + 3·5120·13824) + 32000·5120 = 11,173,888,000 weights, 22.348 GB; a cached token is
   * 40·2·8·128·2 = 163,840 bytes, 8,192 of them 1.342 GB. One sequence: 23.690 GB / 6.5 TB/s =
   * 3.645 ms; 64 of them: 22.348 + 85.90 GB = 16.653 ms.
   */
  @Test
  void theScalingBooksModelWithItsTrueWeights() {
    Model grouped = AttentionVariant.parse("gqa:8").applyTo(Models.llama2With13B());
    StepTimes one = times(grouped, Scenario.decode(1, 8192), SLICE);
    StepTimes many = times(grouped, Scenario.decode(64, 8192), SLICE);
    assertThat(one.lowerBoundSeconds()).isCloseTo(3.645e-3, within(0.001 * 3.645e-3));
    assertThat(many.lowerBoundSeconds()).isCloseTo(16.653e-3, within(0.001 * 16.653e-3));
    // and the roofline adds the activations
    assertThat(one.rooflineSeconds()).isCloseTo(3.645e-3, within(0.01 * 3.645e-3));
    assertThat(many.rooflineSeconds()).isCloseTo(16.653e-3, within(0.01 * 16.653e-3));
  }

  /** One operator by hand: which of the four resources takes longest. */
  @Test
  void theLongestResourceBinds() {
    Scenario prefill = Scenario.prefill(4, 512).withPolicy(ExecutionPolicy.UNFUSED);
    Model model = Models.llama2With7B();
    assertThat(times(model, prefill, new Ceilings(1e12, 1e12, NEVER, NEVER, 1e15, 0)).bound())
        .isEqualTo(Resource.COMPUTE);
    assertThat(times(model, prefill, new Ceilings(1e18, 1e18, NEVER, NEVER, 1e12, 0)).bound())
        .isEqualTo(Resource.MEMORY);
    assertThat(times(model, prefill, new Ceilings(1e18, 1e18, 1e9, NEVER, 1e15, 0)).bound())
        .isEqualTo(Resource.VECTOR);
    StepTimes slowExponentials =
        times(model, prefill, new Ceilings(1e18, 1e18, NEVER, 1e9, 1e15, 0));
    assertThat(slowExponentials.bound()).isEqualTo(Resource.EXPONENTIALS);
    // 32 layers · 4 sequences · 32 heads · 512² pairs, a second for every 10⁹
    assertThat(slowExponentials.rooflineSeconds())
        .isCloseTo(32.0 * 4 * 32 * 512 * 512 / 1e9, within(0.01));
  }

  /**
   * Products with weights and products among activations have their own peaks, and both take time.
   */
  @Test
  void twoPeaks() {
    Ceilings both = new Ceilings(100e12, 50e12, NEVER, NEVER, NEVER, 0);
    StepTimes times = times(Models.llama2With7B(), Scenario.prefill(1, 2048), both);
    double weights = 2.0 * 2048 * (6_607_077_376.0 - 131_072_000) + 2.0 * 131_072_000;
    double pairs = 2048.0 * 2049 / 2;
    double attention = 32 * 2.0 * 32 * 256 * pairs;
    assertThat(times.lowerBoundSeconds())
        .isCloseTo(weights / 100e12 + attention / 50e12, within(1e-9));
  }

  @Test
  void theFastPathEqualsTheFullOne() {
    Random random = new Random(13);
    Ceilings device = new Ceilings(300e12, 200e12, 20e12, 2e12, 2e12, 40e6);
    for (int round = 0; round < 300; round++) {
      Model model = randomModel(random);
      Scenario scenario = randomScenario(random);
      StepModel step = StepModel.of(model, scenario);
      long n = scenario.batch().sequences();
      long query = scenario.batch().longestQuery();
      long context = scenario.batch().longestContext();
      StepTimes full = StepTimes.of(step.count(scenario.batch()), device, scenario.cacheState());
      IdealTimes fast = new IdealTimes(new FoldedStep(step), device, scenario.cacheState());
      assertThat(fast.rooflineSeconds(n, query, context))
          .as("round %d", round)
          .isCloseTo(full.rooflineSeconds(), within(1e-12 * full.rooflineSeconds()));
      assertThat(fast.lowerBoundSeconds(n, query, context))
          .as("round %d", round)
          .isCloseTo(full.lowerBoundSeconds(), within(1e-12 * full.rooflineSeconds()));
      StepCost cost = step.count(scenario.batch());
      FoldedStep folded = new FoldedStep(step);
      assertThat(folded.matmulFlop(n, query, context))
          .isCloseTo(cost.work().matmulFlop(), within(1e-12 * cost.work().matmulFlop()));
      assertThat(folded.trafficBytes(n, query, context))
          .isCloseTo(cost.traffic().total(), within(1e-12 * cost.traffic().total()));
      assertThat(full.lowerBoundSeconds())
          .isLessThanOrEqualTo(full.rooflineSeconds() * (1 + 1e-12));
    }
  }

  /**
   * The path of a sweep: many points of every kind of operator, and no garbage once it has warmed
   * up.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"llama-2-7b", "deepseek-v3", "gemma-3-12b", "llama-4-scout", "shazeer-wmt-mha"})
  void theFastPathAllocatesNothing(String model) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Scenario scenario = Scenario.decode(1, 0);
    Model shape = ModelCatalog.builtIn().find(model).model();
    FoldedStep step =
        new FoldedStep(
            StepModel.of(
                shape, shape.isEncoderDecoder() ? scenario.withSourceLength(99) : scenario));
    IdealTimes times = new IdealTimes(step, A100, CacheState.WARM);
    long leastBytes = Long.MAX_VALUE;
    double sum = 0;
    for (int round = 0; round < 12; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (long context = 0; context < 20_000; context++) {
        sum +=
            step.matmulFlop(1, 1, context)
                + step.trafficBytes(1, 1, context)
                + times.rooflineSeconds(1, 1, context)
                + times.lowerBoundSeconds(1, 1, context);
      }
      leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isPositive();
    // the question itself may cost a few bytes; twenty thousand points may not
    assertThat(leastBytes).isLessThan(1000);
  }

  @Test
  void moreBandwidthIsNeverSlower() {
    Random random = new Random(17);
    for (int round = 0; round < 300; round++) {
      Model model = randomModel(random);
      Scenario scenario = randomScenario(random);
      double bandwidth = 1e9 * (1 + random.nextInt(5000));
      StepTimes slow = times(model, scenario, withBandwidth(bandwidth));
      StepTimes fast = times(model, scenario, withBandwidth(bandwidth * 1.3));
      assertThat(fast.rooflineSeconds()).isLessThanOrEqualTo(slow.rooflineSeconds());
      assertThat(fast.lowerBoundSeconds()).isLessThanOrEqualTo(slow.lowerBoundSeconds());
    }
  }

  private static Ceilings withBandwidth(double bandwidth) {
    return new Ceilings(300e12, 300e12, 20e12, 2e12, bandwidth, 40e6);
  }

  private static Model randomModel(Random random) {
    int heads = 1 << random.nextInt(6);
    Layer layer =
        new Layer(
            randomAttention(random, heads),
            random.nextInt(3) == 0
                ? new GroupedAttention(heads, 1, 16, 24, new Mask.Bidirectional())
                : null,
            random.nextBoolean()
                ? new FeedForward.Dense(1 + random.nextInt(4000), random.nextBoolean())
                : new FeedForward.Experts(
                    16, 2, 1 + random.nextInt(500), random.nextInt(2) * 64, true),
            random.nextBoolean());
    Embedding tables = new Embedding(1000, random.nextBoolean(), random.nextInt(2) * 500);
    Layer other = Layer.of(randomAttention(random, heads), new FeedForward.Dense(77, false));
    return new Model(
        "random",
        512,
        tables,
        4096,
        List.of(new LayerGroup(7, layer), new LayerGroup(2, other)),
        List.of(),
        "made up");
  }

  private static Attention randomAttention(Random random, int heads) {
    List<Mask> masks =
        List.of(
            new Mask.Causal(),
            new Mask.Window(64),
            new Mask.Chunk(100),
            new Mask.TopK(32),
            new Mask.TopK(32, Optional.of(new Indexer(2, 16))));
    Mask mask = masks.get(random.nextInt(masks.size()));
    if (random.nextInt(3) == 0) {
      return new LatentAttention(heads, 64, 32, 16, 8, 16, form(random), mask);
    }
    int kvHeads = random.nextBoolean() ? 1 : heads;
    return switch (random.nextInt(3)) {
      case 0 -> new GroupedAttention(heads, kvHeads, 64, 32, mask);
      case 1 -> new GroupedAttention(heads, kvHeads, 48, 48, mask, KeyValues.TIED);
      default -> new GroupedAttention(heads, kvHeads, 48, 48, mask, KeyValues.REUSED);
    };
  }

  private static LatentAttention.Form form(Random random) {
    return List.copyOf(EnumSet.allOf(LatentAttention.Form.class)).get(random.nextInt(3));
  }

  private static Scenario randomScenario(Random random) {
    Batch batch =
        Batch.uniform(1 + random.nextInt(99), 1 + random.nextInt(300), random.nextInt(3000));
    Precision precision =
        random.nextBoolean()
            ? Precision.of(DataType.BF16)
            : Precision.of(DataType.INT8).withKvCache(KvFormat.parse("int4:16"));
    ExecutionPolicy policy =
        RuntimeCatalog.find(
            RuntimeCatalog.names().get(random.nextInt(RuntimeCatalog.names().size())));
    Scenario base = random.nextBoolean() ? Scenario.decode(1, 0) : Scenario.prefill(1, 1);
    return base.withBatch(batch)
        .withSourceLength(random.nextInt(200))
        .withPrecision(precision)
        .withPolicy(policy)
        .withCacheState(random.nextBoolean() ? CacheState.COLD : CacheState.WARM);
  }
}
