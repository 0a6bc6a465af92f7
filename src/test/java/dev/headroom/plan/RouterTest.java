package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouterTest {
  private static final StepTime ONE_SECOND = (d, dk, c, ct, ck) -> 1;

  @Test
  void arrivalsGoToTheLeastLoadedAndWaitingCountsFour() {
    // One place a copy. The first three arrive together: copies 0, 1 and, both being alike, 0
    // again,
    // where the third waits until the first is done at 3. At 0.5 copy 0 has one running and one
    // waiting, 5, copy 1 one running: the fourth goes to copy 1, which is free at 1.
    RequestStream requests =
        new RequestStream(
            new double[] {0, 0, 0, 0.5}, new int[] {1, 1, 1, 1}, new int[] {3, 1, 1, 1});
    ServerRun run =
        ServerSimulation.run(
            Traffic.of(requests),
            2,
            new SchedulerSettings(1, 10, 10, 1, false, false),
            KvDemand.plain(4, 1, 100),
            ONE_SECOND,
            ServerListener.DEAF);
    assertThat(run.lastTokenSeconds()).containsExactly(3, 1, 4, 2);
    assertThat(run.scheduledSeconds()).containsExactly(0, 0, 3, 1);
    assertThat(run.copies()).isEqualTo(2);
    // Copy 0 works 4 seconds, copy 1 two.
    assertThat(run.totals().busySeconds()).isEqualTo(6);
    assertThat(ServingSummary.of(run, 10).load().busyShare()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void clientsOfSeveralCopiesWaitForTheirAnswers() {
    // Two clients, two copies, four requests of one step: two at 0, and again two at 1.
    RequestStream requests =
        new RequestStream(new double[4], new int[] {1, 1, 1, 1}, new int[] {1, 1, 1, 1});
    ServerRun run =
        ServerSimulation.run(
            new Traffic(requests, 0, 2),
            2,
            new SchedulerSettings(8, 10, 10, 1, false, false),
            KvDemand.plain(4, 1, 100),
            ONE_SECOND,
            ServerListener.DEAF);
    assertThat(run.lastTokenSeconds()).containsExactly(1, 1, 2, 2);
  }

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void lawsOfConservationHoldOverAllCopies(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int copies = 2 + random.nextInt(5);
    int n = 50 + random.nextInt(200);
    RequestMix mix =
        new RequestMix.Independent(
            new Lengths.LogNormal(1 + random.nextInt(200), 1 + random.nextInt(200)),
            new Lengths.LogNormal(1 + random.nextInt(60), 1 + random.nextInt(60)));
    RequestStream requests = mix.stream(copies * (0.1 + 2 * random.nextDouble()), true, n, seed);
    int blocks = requests.longest() / 16 + 2 + random.nextInt(40);
    SchedulerSettings settings =
        new SchedulerSettings(
            1 + random.nextInt(30),
            1 + random.nextInt(300),
            blocks,
            1 + random.nextInt(2),
            random.nextBoolean(),
            random.nextBoolean());
    StepTime time = (d, dk, c, ct, ck) -> 0.01 + 1e-4 * (d + ct) + 1e-6 * (dk + ck);
    double[] before = {0};
    ServerRun run =
        ServerSimulation.run(
            Traffic.of(requests),
            copies,
            settings,
            KvDemand.plain(16, 1, 100_000),
            time,
            (now, server) -> {
              assertThat(now).isGreaterThanOrEqualTo(before[0]);
              before[0] = now;
              assertThat(server.freeBlocks()).isGreaterThanOrEqualTo(0);
              assertThat(server.usedBlocks() + server.freeBlocks()).isEqualTo(copies * blocks);
              assertThat(server.running()).isBetween(0, copies * settings.maxSequences());
              assertThat(server.running() + server.waiting()).isLessThanOrEqualTo(n);
            });
    assertThat(run.gapMicroseconds().getTotalCount()).isEqualTo(requests.totalOutput() - n);
    assertThat(run.totals().computedTokens())
        .isGreaterThanOrEqualTo(requests.totalInput() + requests.totalOutput() - n);
    for (int i = 0; i < n; i++) {
      assertThat(run.queuedSeconds()[i]).isGreaterThanOrEqualTo(requests.arrivalSeconds()[i]);
      assertThat(run.firstTokenSeconds()[i]).isGreaterThan(run.scheduledSeconds()[i]);
      assertThat(run.lastTokenSeconds()[i]).isGreaterThanOrEqualTo(run.firstTokenSeconds()[i]);
    }
    // Little's law, exactly.
    assertThat(run.totals().requestSeconds())
        .isCloseTo(Arrays.stream(run.latencies()).sum(), within(1e-6 * n));
  }

  static IntStream loads() {
    return IntStream.range(0, 18);
  }

  /** What the search takes: a copy at its share, with Poisson arrivals, for one of many. */
  @ParameterizedTest
  @MethodSource("loads")
  void aCopyAtItsShareIsLittleSlowerThanOneBehindARouter(int number) {
    SplittableRandom random = new SplittableRandom(1000 + number);
    String[] devices = {"h100-sxm", "rtx-4090", "l40s"};
    Deployment.Layout layout =
        new Deployment(
                ModelCatalog.builtIn().find("llama-3.1-8b").model(),
                ProfileCatalog.builtIn().find(devices[number % 3]),
                Precision.of(DataType.BF16),
                Sharding.NONE,
                EngineSettings.USUAL,
                StepOverhead.USUAL)
            .layout(20_000);
    RequestMix mix =
        new RequestMix.Independent(
            new Lengths.LogNormal(100 + random.nextInt(1000), 100 + random.nextInt(500)),
            new Lengths.LogNormal(50 + random.nextInt(300), 20 + random.nextInt(200)));
    double knee = SteadyState.of(layout, mix.means(), 1e-6).kneeRate();
    double load = new double[] {0.3, 0.6, 0.8}[number / 6];
    int copies = 2 + random.nextInt(6);
    ServerRun share =
        layout.serve(Traffic.of(mix.stream(load * knee, true, 1500, 5)), ServerListener.DEAF);
    ServerRun whole =
        layout
            .ofCopies(copies)
            .serve(
                Traffic.of(mix.stream(copies * load * knee, true, 1500 * copies, 6)),
                ServerListener.DEAF);
    double ratio =
        LatencySummary.percentile(share.latencies(), 90)
            / LatencySummary.percentile(whole.latencies(), 90);
    // 1.00 to 1.06, 1.04 to 1.11 and 1.07 to 1.36 when this was written: on the safe side, and most
    // where memory binds.
    assertThat(ratio).isBetween(0.97, load < 0.8 ? 1.15 : 1.45);
  }
}
