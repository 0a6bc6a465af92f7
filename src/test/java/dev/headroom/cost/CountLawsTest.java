package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold for every shape, on shapes drawn from a printed seed. */
class CountLawsTest {
  private static final int SHAPES = 200;

  /** A random shape; its text names the seed and the draw when a law fails. */
  private record Shape(
      long seed, int draw, Heads heads, int width, long batch, long query, long context) {
    static Shape draw(Random random, long seed, int draw) {
      int kvHeads = 1 << random.nextInt(4);
      int queryHeads = kvHeads << random.nextInt(4);
      int dim = 8 * (1 + random.nextInt(16));
      return new Shape(
          seed,
          draw,
          new Heads(queryHeads, kvHeads, dim, dim),
          64 * (1 + random.nextInt(20)),
          1L + random.nextInt(64),
          1L + random.nextInt(2000),
          random.nextInt(5000));
    }

    Model model(int kvHeads, Mask mask) {
      int dim = heads.keyDim();
      return Models.single(
          width, new GroupedAttention(heads.queryHeads(), kvHeads, dim, dim, mask));
    }

    int queryHeads() {
      return heads.queryHeads();
    }

    int kvHeads() {
      return heads.kvHeads();
    }
  }

  private interface Law {
    void check(Shape shape, Random random);
  }

  private static void forAll(long seed, Law law) {
    Random random = new Random(seed);
    for (int draw = 0; draw < SHAPES; draw++) {
      law.check(Shape.draw(random, seed, draw), random);
    }
  }

  private static StepCost count(Model model, Scenario scenario) {
    return StepModel.of(model, scenario).count(scenario.batch());
  }

  private static Scenario scenario(Phase phase, long batch, long query, long context) {
    Scenario base = phase == Phase.DECODE ? Scenario.decode(1, 0) : Scenario.prefill(1, 1);
    return base.withBatch(Batch.uniform(batch, query, context));
  }

  private static StepCost attentionOf(StepCost cost) {
    return cost.only(each -> each.operator().kind() == OperatorKind.ATTENTION);
  }

  /**
   * The paper's own shapes as oracle: K and V are [b, h, m, k] and [b, h, m, v] for multi-head
   * attention, [b, m, k] and [b, m, v] for multi-query (Shazeer 2019, sections 2.4 and 3.1), two
   * bytes an element.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 20191106})
  void groupedWithAllHeadsIsMultiHeadAndWithOneMultiQuery(long seed) {
    forAll(
        seed,
        (shape, random) -> {
          Scenario step = scenario(Phase.DECODE, shape.batch(), 1, shape.context());
          Model model = shape.model(shape.kvHeads(), new Mask.Causal());
          double m = shape.context() + 1;
          double oneHead = shape.batch() * m * 2 * shape.heads().keyDim() * 2;
          for (String name : new String[] {"gqa:" + shape.queryHeads(), "mha"}) {
            StepCost cost = count(variant(name, model), step);
            assertThat(attentionOf(cost).traffic().kvRead())
                .as("%s %s", name, shape)
                .isEqualTo(oneHead * shape.queryHeads());
            assertThat(cost.kvCacheBytes()).isEqualTo(oneHead * shape.queryHeads());
          }
          for (String name : new String[] {"gqa:1", "mqa"}) {
            StepCost cost = count(variant(name, model), step);
            assertThat(attentionOf(cost).traffic().kvRead())
                .as("%s %s", name, shape)
                .isEqualTo(oneHead);
            assertThat(cost.kvCacheBytes()).isEqualTo(oneHead);
          }
        });
  }

  private static Model variant(String name, Model model) {
    return AttentionVariant.parse(name).applyTo(model);
  }

  @Test
  void decodeIsPrefillOfOneToken() {
    forAll(
        2,
        (shape, random) -> {
          Model model =
              random.nextBoolean()
                  ? shape.model(shape.kvHeads(), new Mask.Causal())
                  : variant("mla", shape.model(shape.kvHeads(), new Mask.Causal()));
          StepCost prefill =
              count(model, scenario(Phase.PREFILL, shape.batch(), 1, shape.context()));
          StepCost decode = count(model, scenario(Phase.DECODE, shape.batch(), 1, shape.context()));
          assertThat(layersOf(prefill)).as("%s", shape).isEqualTo(layersOf(decode));
          // A step's head multiplies every new position, a prompt's the last: of one token the
          // same.
          assertThat(prefill.work()).as("%s", shape).isEqualTo(decode.work());
          assertThat(prefill.traffic()).as("%s", shape).isEqualTo(decode.traffic());
        });
  }

  @Test
  void aPrefillInChunksHasTheSameWorkAndNeverFewerBytes() {
    forAll(
        3,
        (shape, random) -> {
          Mask mask =
              random.nextBoolean() ? new Mask.Causal() : new Mask.Window(1L + random.nextInt(3000));
          Model model = shape.model(shape.kvHeads(), mask);
          StepCost whole =
              layersOf(count(model, scenario(Phase.PREFILL, shape.batch(), shape.query(), 0)));
          Work work = Work.NONE;
          Traffic traffic = Traffic.NONE;
          long done = 0;
          while (done < shape.query()) {
            long chunk = Math.min(shape.query() - done, 1L + random.nextInt(700));
            StepCost part =
                layersOf(count(model, scenario(Phase.PREFILL, shape.batch(), chunk, done)));
            work = work.plus(part.work(), 1);
            traffic = traffic.plus(part.traffic(), 1);
            done += chunk;
          }
          assertThat(work).as("%s", shape).isEqualTo(whole.work());
          assertThat(traffic.weights()).isGreaterThanOrEqualTo(whole.traffic().weights());
          assertThat(traffic.kvRead())
              .as("%s", shape)
              .isGreaterThanOrEqualTo(whole.traffic().kvRead());
          assertThat(traffic.kvWrite()).isGreaterThanOrEqualTo(whole.traffic().kvWrite());
          assertThat(traffic.activations()).isEqualTo(whole.traffic().activations());
        });
  }

  private static StepCost layersOf(StepCost cost) {
    return cost.only(each -> each.group().name().startsWith("decoder layers"));
  }

  @Test
  void aWindowOfTheWholeSequenceIsFullAttention() {
    forAll(
        4,
        (shape, random) -> {
          Scenario step = scenario(Phase.DECODE, shape.batch(), shape.query(), shape.context());
          long window = shape.query() + shape.context() + random.nextInt(9);
          StepCost windowed = count(shape.model(shape.kvHeads(), new Mask.Window(window)), step);
          StepCost full = count(shape.model(shape.kvHeads(), new Mask.Causal()), step);
          assertThat(windowed.work()).as("%s", shape).isEqualTo(full.work());
          assertThat(windowed.traffic()).as("%s", shape).isEqualTo(full.traffic());
          assertThat(windowed.kvCacheBytes()).as("%s", shape).isEqualTo(full.kvCacheBytes());
          assertThat(windowed.compulsoryBytes()).as("%s", shape).isEqualTo(full.compulsoryBytes());
        });
  }

  @Test
  void sharingKeysSavesBytesNotWork() {
    forAll(
        5,
        (shape, random) -> {
          Scenario step = scenario(Phase.DECODE, shape.batch(), 1, shape.context());
          StepCost some = count(shape.model(shape.kvHeads(), new Mask.Causal()), step);
          StepCost one = count(shape.model(1, new Mask.Causal()), step);
          assertThat(attentionOf(some).work()).as("%s", shape).isEqualTo(attentionOf(one).work());
          assertThat(some.kvCacheBytes()).isEqualTo(one.kvCacheBytes() * shape.kvHeads());
          assertThat(attentionOf(some).traffic().kvRead())
              .isEqualTo(attentionOf(one).traffic().kvRead() * shape.kvHeads());
        });
  }

  @Test
  void nothingCompulsoryExceedsWhatTheScheduleMoves() {
    forAll(
        6,
        (shape, random) -> {
          Mask mask =
              random.nextBoolean() ? new Mask.Causal() : new Mask.Chunk(1L + random.nextInt(3000));
          StepCost cost =
              count(
                  shape.model(shape.kvHeads(), mask),
                  scenario(Phase.PREFILL, shape.batch(), shape.query(), shape.context()));
          assertThat(cost.compulsoryBytes())
              .as("%s", shape)
              .isLessThanOrEqualTo(cost.traffic().total());
          assertThat(cost.work().requiredMatmulFlop())
              .isLessThanOrEqualTo(cost.work().matmulFlop());
        });
  }
}
