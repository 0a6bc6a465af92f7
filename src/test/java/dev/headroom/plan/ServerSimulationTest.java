package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerSimulationTest {
  private static final StepTime ONE_SECOND = (d, dk, c, ct, ck) -> 1;

  private static KvDemand blocksOf(int tokens) {
    return KvDemand.plain(tokens, 1, 100_000);
  }

  private static SchedulerSettings settings(int sequences, int tokens, int blocks, int inFlight) {
    return new SchedulerSettings(sequences, tokens, blocks, inFlight, false, false);
  }

  private static RequestStream requests(double[] arrivals, int[] inputs, int[] outputs) {
    return new RequestStream(arrivals, inputs, outputs);
  }

  private static ServerRun run(RequestStream requests, SchedulerSettings settings, int block) {
    return ServerSimulation.run(
        Traffic.of(requests), settings, blocksOf(block), ONE_SECOND, ServerListener.DEAF);
  }

  @Test
  void aPromptIsReadInChunksAndThenOneTokenComesAStep() {
    // 10 prompt tokens at 4 a step: steps end at 1, 2, 3 with the first token, then 4 and 5.
    ServerRun run =
        run(requests(new double[] {0}, new int[] {10}, new int[] {3}), settings(8, 4, 100, 1), 4);
    assertThat(run.firstTokenSeconds()[0]).isEqualTo(3);
    assertThat(run.lastTokenSeconds()[0]).isEqualTo(5);
    assertThat(run.timesPerOutputToken()[0]).isEqualTo(1);
    assertThat(run.totals().steps()).isEqualTo(5);
    // 10 of the prompt and the first two answers; the last answer is never computed again.
    assertThat(run.totals().computedTokens()).isEqualTo(12);
    assertThat(run.gapMicroseconds().getTotalCount()).isEqualTo(2);
  }

  @Test
  void arrivalsAreHeardBetweenStepsAndRunningRequestsGoFirst() {
    // The second arrives at 0.5 but is heard at 1; with 4 tokens a step the first one's decode
    // takes one of them, so that the second's 6 need two steps: 3 and 3, done at 3.
    ServerRun run =
        run(
            requests(new double[] {0, 0.5}, new int[] {4, 6}, new int[] {4, 1}),
            settings(8, 4, 100, 1),
            4);
    assertThat(run.queuedSeconds()).containsExactly(0, 1);
    assertThat(run.firstTokenSeconds()).containsExactly(1, 3);
    assertThat(run.lastTokenSeconds()).containsExactly(4, 3);
  }

  @Test
  void twoStepsInFlightDelayWhatArrivesByAStep() {
    // Steps are scheduled when the one before the last ends: at 1 the step that ends at 2 was
    // scheduled already, so that the second's prompt is in the step that ends at 3.
    ServerRun run =
        run(
            requests(new double[] {0, 0.5}, new int[] {2, 2}, new int[] {6, 1}),
            settings(8, 4, 100, 2),
            4);
    assertThat(run.queuedSeconds()).containsExactly(0, 1);
    assertThat(run.firstTokenSeconds()).containsExactly(1, 3);
    assertThat(run.lastTokenSeconds()[0]).isEqualTo(6);
  }

  @Test
  void theLastAdmittedLosesItsBlocksAndComesAgain() {
    // Blocks of 2 tokens, 4 blocks. Both prompts of 4 fill them; each first token is computed at
    // the next step, where the first needs a third block: the second is preempted. The first's
    // keys grow to 6 tokens, done at 3. The second reads 4 + 1 tokens in a step that starts at 3.
    ServerRun run =
        run(
            requests(new double[] {0, 0}, new int[] {4, 4}, new int[] {3, 3}),
            settings(8, 100, 4, 1),
            2);
    assertThat(run.totals().preemptions()).isEqualTo(1);
    assertThat(run.firstTokenSeconds()).containsExactly(1, 1);
    assertThat(run.lastTokenSeconds()).containsExactly(3, 5);
    // 8 of prompts, 2 answers of the first, 5 again and 1 answer of the second.
    assertThat(run.totals().computedTokens()).isEqualTo(16);
  }

  @Test
  void aPreemptedRequestFindsAgainWhatNobodyTook() {
    SchedulerSettings reuses = new SchedulerSettings(8, 100, 4, 1, false, true);
    // As above, but of the second's 2 blocks the first takes only one, the last: 2 tokens are
    // found.
    ServerRun run =
        run(requests(new double[] {0, 0}, new int[] {4, 4}, new int[] {3, 3}), reuses, 2);
    assertThat(run.totals().computedTokens()).isEqualTo(14);
    assertThat(run.lastTokenSeconds()).containsExactly(3, 5);
  }

  @Test
  void aWholePromptIsReservedIfTheEngineDoesSo() {
    // 4 blocks of 2: the first holds 2 and grows to 3; the second needs 3 for its prompt of 6. Its
    // first chunk of 2 would fit at once, its whole prompt only when the first is done at 3.
    RequestStream two = requests(new double[] {0, 0}, new int[] {4, 6}, new int[] {3, 1});
    ServerRun piecemeal = run(two, settings(8, 6, 4, 1), 2);
    ServerRun whole = run(two, new SchedulerSettings(8, 6, 4, 1, true, false), 2);
    assertThat(piecemeal.scheduledSeconds()).containsExactly(0, 0);
    assertThat(whole.scheduledSeconds()).containsExactly(0, 3);
    assertThat(whole.lastTokenSeconds()).containsExactly(3, 4);
  }

  @Test
  void clientsWaitForTheirAnswers() {
    // One client, three requests of one step each: they follow one another.
    ServerRun run =
        ServerSimulation.run(
            new Traffic(
                requests(new double[] {0, 0, 0}, new int[] {1, 1, 1}, new int[] {1, 1, 1}), 0, 1),
            settings(8, 10, 10, 1),
            blocksOf(4),
            ONE_SECOND,
            ServerListener.DEAF);
    assertThat(run.queuedSeconds()).containsExactly(0, 1, 2);
    assertThat(run.lastTokenSeconds()).containsExactly(1, 2, 3);
  }

  @Test
  void aSharedPrefixIsNeitherComputedNorStoredTwice() {
    // Prompts of 10 whose first 8 are shared in 2 blocks of 4: 2 tokens each are computed.
    ServerRun run =
        ServerSimulation.run(
            new Traffic(
                requests(new double[] {0, 0}, new int[] {10, 10}, new int[] {1, 1}),
                9,
                Traffic.OPEN),
            settings(8, 100, 4, 1),
            blocksOf(4),
            ONE_SECOND,
            (now, server) -> assertThat(server.usedBlocks()).isBetween(2, 4));
    assertThat(run.totals().computedTokens()).isEqualTo(4);
    assertThat(run.lastTokenSeconds()).containsExactly(1, 1);
  }

  @Test
  void aRequestThatCanNeverFitIsRefused() {
    assertThatThrownBy(
            () ->
                run(
                    requests(new double[] {0}, new int[] {30}, new int[] {3}),
                    settings(8, 100, 8, 1),
                    4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number 0 needs 9 KV blocks")
        .hasMessageContaining("holds 8");
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** Watches the laws that hold after every event. */
  private static final class Laws implements ServerListener {
    private final int blocks;
    private double last;
    private long events;

    Laws(int blocks) {
      this.blocks = blocks;
    }

    @Override
    public void at(double seconds, Server server) {
      assertThat(seconds).isGreaterThanOrEqualTo(last);
      last = seconds;
      events++;
      assertThat(server.freeBlocks()).isBetween(0, blocks);
      assertThat(server.usedBlocks() + server.freeBlocks()).isEqualTo(blocks);
      assertThat(server.running()).isGreaterThanOrEqualTo(0);
      if (server.running() == 0) {
        assertThat(server.usedBlocks()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void lawsOfConservationHoldAtEveryEvent(int seed) {
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    int n = 20 + random.nextInt(200);
    RequestMix mix =
        new RequestMix.Independent(
            new Lengths.LogNormal(1 + random.nextInt(300), 1 + random.nextInt(200)),
            new Lengths.LogNormal(1 + random.nextInt(100), 1 + random.nextInt(60)));
    RequestStream requests = mix.stream(0.1 + 3 * random.nextDouble(), true, n, seed);
    int block = 1 << random.nextInt(6);
    int blocks = requests.longest() / block + 1 + random.nextInt(60);
    SchedulerSettings settings =
        new SchedulerSettings(
            1 + random.nextInt(40),
            1 + random.nextInt(300),
            blocks,
            1 + random.nextInt(2),
            random.nextBoolean(),
            random.nextBoolean());
    Laws laws = new Laws(blocks);
    StepTime time = (d, dk, c, ct, ck) -> 0.01 + 1e-4 * (d + ct) + 1e-6 * (dk + ck);
    ServerRun run =
        ServerSimulation.run(Traffic.of(requests), settings, blocksOf(block), time, laws);

    // Tokens in = tokens out: each answer has its tokens, and none was computed less than once.
    assertThat(run.gapMicroseconds().getTotalCount()).isEqualTo(requests.totalOutput() - n);
    long once = requests.totalInput() + requests.totalOutput() - n;
    assertThat(run.totals().computedTokens()).isGreaterThanOrEqualTo(once);
    if (run.totals().preemptions() == 0) {
      assertThat(run.totals().computedTokens()).isEqualTo(once);
    }
    for (int i = 0; i < n; i++) {
      assertThat(run.queuedSeconds()[i]).isGreaterThanOrEqualTo(requests.arrivalSeconds()[i]);
      assertThat(run.scheduledSeconds()[i]).isGreaterThanOrEqualTo(run.queuedSeconds()[i]);
      assertThat(run.firstTokenSeconds()[i]).isGreaterThan(run.scheduledSeconds()[i]);
      assertThat(run.lastTokenSeconds()[i]).isGreaterThanOrEqualTo(run.firstTokenSeconds()[i]);
    }
    // Little's law, exactly, because all who came have gone: the integral is the sum of latencies.
    assertThat(run.totals().requestSeconds())
        .isCloseTo(Arrays.stream(run.latencies()).sum(), within(1e-6 * n));
    assertThat(run.totals().busySeconds()).isLessThanOrEqualTo(run.totals().seconds() + 1e-9);
    assertThat(laws.events).isEqualTo(2 * run.totals().steps());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    RequestMix mix =
        new RequestMix.Independent(new Lengths.LogNormal(300, 200), new Lengths.Fixed(50));
    RequestStream first = mix.stream(2, true, 100, 7);
    RequestStream again = mix.stream(2, true, 100, 7);
    RequestStream other = mix.stream(2, true, 100, 8);
    assertThat(first.arrivalSeconds()).containsExactly(again.arrivalSeconds());
    assertThat(first.inputTokens()).containsExactly(again.inputTokens());
    assertThat(first.inputTokens()).isNotEqualTo(other.inputTokens());
    SchedulerSettings settings = settings(16, 256, 400, 2);
    assertThat(run(first, settings, 16).lastTokenSeconds())
        .containsExactly(run(again, settings, 16).lastTokenSeconds());
  }
}
