package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.ExchangeOperator;
import dev.headroom.cost.OperatorKind;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Link;
import dev.headroom.hardware.LinkTopology;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.Source;
import dev.headroom.hardware.Sourced;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exchanges by hand: payloads of 64 MB, links of 100 GB/s, steps of 1 us. */
class LinkTimesTest {
  private static final double BYTES = 64e6;

  private static Sourced number(double value) {
    return new Sourced("a", value, "b", "c", new Source.Estimated("a test"));
  }

  private static Link link(LinkTopology topology, int devices, double bandwidth) {
    return new Link(
        topology.key(),
        topology.key(),
        topology,
        number(devices),
        number(bandwidth),
        Optional.of(number(1e-6)));
  }

  private static double seconds(LinkTopology topology, OperatorKind kind, int ways, int span) {
    return new LinkTimes("test", List.of(link(topology, 64, 100e9)))
        .seconds(new ExchangeOperator(kind, ways, span, 0, BYTES), 1);
  }

  /** 64 MB at 100 GB/s are 640 us; three quarters of them 480. */
  @ParameterizedTest
  @CsvSource({
    "SWITCH, ALL_GATHER, 4, 4, 481",
    "SWITCH, REDUCE_SCATTER, 4, 4, 481",
    "SWITCH, ALL_REDUCE, 4, 4, 962",
    "SWITCH, ALL_TO_ALL, 4, 4, 481",
    "SWITCH, HAND_OVER, 2, 4, 641",
    "RING, ALL_REDUCE, 4, 4, 966",
    "HOST, ALL_GATHER, 4, 4, 483",
    // 16 of 64 span two of three sides of four: two thirds of the links, 600 us of 15/16 x 64 MB
    // become 900; two hops along each side.
    "TORUS_3D, ALL_GATHER, 16, 64, 904",
    // One side of three: 480 us x 3, two hops.
    "TORUS_3D, REDUCE_SCATTER, 4, 64, 1442",
    // All 64: 630 us, twice, and six hops, twice.
    "TORUS_3D, ALL_REDUCE, 64, 64, 1272",
    // 4 x 4: bytes pass two devices on average, sum of sides over four.
    "TORUS_2D, ALL_TO_ALL, 16, 16, 1284",
  })
  void byHand(LinkTopology topology, OperatorKind kind, int ways, int span, double microseconds) {
    assertThat(seconds(topology, kind, ways, span) * 1e6).isCloseTo(microseconds, within(1e-6));
  }

  /** A small sum goes to all at once: one step instead of two. */
  @Test
  void smallSumsTakeOneStep() {
    LinkTimes links = new LinkTimes("test", List.of(link(LinkTopology.SWITCH, 8, 100e9)));
    double small = links.seconds(new ExchangeOperator(OperatorKind.ALL_REDUCE, 8, 8, 1000, 0), 1);
    assertThat(small).isCloseTo(1e-6 + 7000 / 100e9, within(1e-12));
  }

  /** Sixteen devices in boxes of eight: within a box at 400 GB/s, an eighth between at 25. */
  @Test
  void beyondALinkTheNextIsTaken() {
    LinkTimes links =
        new LinkTimes(
            "test",
            List.of(link(LinkTopology.SWITCH, 256, 25e9), link(LinkTopology.SWITCH, 8, 400e9)));
    double within = 2 * (BYTES * 7 / 8 / 400e9 + 1e-6);
    double between = Math.min(2 * (8e6 / 2 / 25e9 + 1e-6), 8e6 / 25e9 + 1e-6);
    assertThat(links.seconds(new ExchangeOperator(OperatorKind.ALL_REDUCE, 16, 16, 0, BYTES), 1))
        .isCloseTo(within + between, within(1e-12));
    assertThatThrownBy(
            () ->
                links.seconds(new ExchangeOperator(OperatorKind.ALL_REDUCE, 512, 512, 0, BYTES), 1))
        .hasMessageContaining("'test' has no link that joins 512 devices");
  }

  /**
   * More devices are never more than so many times as fast: exchanges, norms, replicated heads and
   * tables see to it. With a warm cache they may be, since each adds its own; so it is cold.
   */
  @ParameterizedTest
  @CsvSource({
    "llama-2-7b, a100-80gb-sxm, 1",
    "llama-2-70b, h100-sxm, 16",
    "llama-3.1-8b, h100-sxm, 64",
    "qwen3-235b-a22b, h200-sxm, 32",
    "deepseek-v3, b200-sxm-hgx, 64",
    "llama-2-70b, tpu-v5e, 256",
  })
  void efficiencyIsNeverAboveOne(String model, String device, long sequences) {
    Scenario decode = Scenario.decode(sequences, 2048).withCacheState(CacheState.COLD);
    for (Scenario scenario :
        List.of(decode, Scenario.prefill(sequences, 512).withCacheState(CacheState.COLD))) {
      Estimate one = estimate(model, device, scenario, Sharding.NONE);
      double before = one.times().rooflineSeconds();
      for (int ways = 2; ways <= 8; ways *= 2) {
        for (Sharding sharding : shardings(ways)) {
          Estimate many = estimate(model, device, scenario, sharding);
          assertThat(ways * many.times().rooflineSeconds())
              .as("%s", sharding)
              .isGreaterThanOrEqualTo(one.times().rooflineSeconds() * (1 - 1e-9));
          assertThat(ways * many.times().lowerBoundSeconds())
              .as("%s", sharding)
              .isGreaterThanOrEqualTo(one.times().lowerBoundSeconds() * (1 - 1e-9));
        }
        double now =
            estimate(model, device, scenario, new Sharding(ways, 1, 1)).times().rooflineSeconds();
        assertThat(now).isLessThan(before);
        before = now;
      }
    }
  }

  private static List<Sharding> shardings(int ways) {
    return List.of(
        new Sharding(ways, 1, 1),
        new Sharding(ways, 1, 1, 1, 1, WeightLayout.STATIONARY_1D, AttentionLayout.BATCH),
        new Sharding(1, ways, 1),
        new Sharding(1, 1, ways));
  }

  private static Estimate estimate(
      String name, String profile, Scenario scenario, Sharding sharding) {
    Model model = ModelCatalog.builtIn().find(name).model();
    DeviceProfile device = ProfileCatalog.builtIn().find(profile);
    return Estimate.of(model, device, scenario, KernelWish.NONE, sharding);
  }
}
