package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.Batch;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Models;
import dev.headroom.workload.Scenario;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Shazeer 2019's memory-to-arithmetic ratios: the Θ terms at the paper's shape, and the log–log
 * slope of every term of the exact counts of one attention layer in n, b, h and d, under the
 * paper's limits k = d/h and n ≪ d.
 */
class PaperRatiosTest {
  private static final Set<OperatorKind> ATTENTION_LAYER =
      EnumSet.of(
          OperatorKind.QUERY_KEY_VALUE,
          OperatorKind.CACHE_UPDATE,
          OperatorKind.ATTENTION,
          OperatorKind.ATTENTION_OUTPUT);

  private static final double SLOPE_TOLERANCE = 0.01;

  /** Length, batch, heads and width, all powers of two so that every shape exists. */
  private record Point(long n, long b, int h, int d) {
    /**
     * Large lengths for clean sums, widths far beyond them, and so many heads that one K and V
     * projection is nothing.
     */
    static final Point BASE = new Point(512, 64, 256, 1 << 20);

    Point twice(char dimension) {
      return new Point(
          dimension == 'n' ? 2 * n : n,
          dimension == 'b' ? 2 * b : b,
          dimension == 'h' ? 2 * h : h,
          dimension == 'd' ? 2 * d : d);
    }

    GroupedAttention attention(boolean multiQuery) {
      int k = d / h;
      return new GroupedAttention(h, multiQuery ? 1 : h, k, k, new Mask.Causal());
    }
  }

  private static StepCost layer(Point point, boolean multiQuery, Scenario scenario) {
    return StepModel.of(Models.single(point.d(), point.attention(multiQuery)), scenario)
        .count(scenario.batch())
        .only(cost -> ATTENTION_LAYER.contains(cost.operator().kind()));
  }

  /** Bytes of one tensor over FLOP, summed over n calls of one token each. */
  private static double incremental(
      Point point, boolean multiQuery, ToDoubleFunction<Traffic> tensor) {
    double bytes = 0;
    double flop = 0;
    for (long context = 0; context < point.n(); context++) {
      StepCost cost = layer(point, multiQuery, Scenario.decode(point.b(), context));
      bytes += tensor.applyAsDouble(cost.traffic());
      flop += cost.work().matmulFlop();
    }
    return bytes / flop;
  }

  private static double batched(Point point, ToDoubleFunction<Traffic> tensor) {
    Scenario whole =
        Scenario.prefill(1, 1)
            .withBatch(Batch.prefill(point.b(), point.n()))
            .withPolicy(ExecutionPolicy.UNFUSED);
    StepCost cost = layer(point, false, whole);
    return tensor.applyAsDouble(cost.traffic()) / cost.work().matmulFlop();
  }

  private static void slopes(
      ToDoubleFunction<Point> ratio, double n, double b, double h, double d) {
    double base = ratio.applyAsDouble(Point.BASE);
    String dimensions = "nbhd";
    double[] expected = {n, b, h, d};
    for (int i = 0; i < expected.length; i++) {
      char dimension = dimensions.charAt(i);
      double doubled = ratio.applyAsDouble(Point.BASE.twice(dimension));
      assertThat(Math.log(doubled / base) / Math.log(2))
          .as("slope in %s", dimension)
          .isCloseTo(expected[i], within(SLOPE_TOLERANCE));
    }
  }

  @Test
  void thetaTermsAtThePapersShape() {
    assertThat(PaperRatios.multiHeadIncremental(128, 1024, 128)).isCloseTo(0.133, within(5e-4));
    assertThat(PaperRatios.multiQueryIncremental(128, 1024, 8, 128))
        .isCloseTo(0.0244, within(5e-5));
    assertThat(PaperRatios.multiHeadIncremental(128, 1024, 1)).isCloseTo(1.125, within(1e-12));
    assertThat(PaperRatios.multiQueryIncremental(128, 1024, 8, 1)).isCloseTo(1.017, within(5e-4));
    // k = 128, b = 128, n = 128: 1/128 + 1/16384
    assertThat(PaperRatios.multiHeadBatched(128, 128, 128)).isCloseTo(0.007874, within(5e-7));
  }

  /** Section 2.4.1: n/d from the keys and values, 1/b from the projections. */
  @Test
  void multiHeadTokenByToken() {
    slopes(p -> incremental(p, false, Traffic::kvRead), 1, 0, 0, -1);
    slopes(p -> incremental(p, false, Traffic::weights), 0, -1, 0, 0);
  }

  /**
   * Section 3.1: 1/d from the inputs and outputs, n/(dh) from the keys and values, 1/b from the
   * projections.
   */
  @Test
  void multiQueryTokenByToken() {
    slopes(p -> incremental(p, true, Traffic::activations), 0, 0, 0, -1);
    slopes(p -> incremental(p, true, Traffic::kvRead), 1, 0, -1, -1);
    slopes(p -> incremental(p, true, Traffic::weights), 0, -1, 0, 0);
  }

  /**
   * Section 2.3.1 under n = d: 1/k from the logits, that is hn/d² before n = d is put in, and
   * 1/(bn).
   */
  @Test
  void multiHeadWholeSequences() {
    slopes(p -> batched(p, Traffic::logits), 1, 0, 1, -2);
    slopes(p -> batched(p, Traffic::weights), -1, -1, 0, 0);
    slopes(p -> batched(p, Traffic::activations), 0, 0, 0, -1);
  }
}
