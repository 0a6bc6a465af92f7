package dev.headroom.measure;

import static dev.headroom.measure.ScriptedStopwatch.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Samples taken on scripted clocks: what is kept, what is thrown away, and when it ends. */
class SamplerTest {
  private static final SamplingRules RULES = SamplingRules.usual();
  private static final long HELPER = 7;

  private final ScriptedStopwatch clock = new ScriptedStopwatch();
  private final Sampler sampler = new Sampler(clock, RULES);

  @Test
  void aSteadyActionIsMeasuredExactly() {
    Samples samples =
        sampler.sample(Action.alone("steady", calls -> clock.pass(calls * 2000.0, 1, CALLER)));

    assertThat(samples.n()).isEqualTo(9);
    assertThat(samples.median()).isCloseTo(2e-6, within(1e-15));
    assertThat(samples.fastest()).isCloseTo(2e-6, within(1e-15));
    assertThat(samples.spread()).isCloseTo(0, within(1e-9));
    assertThat(samples.rejected()).isZero();
    assertThat(samples.settled()).isTrue();
    assertThat(samples.filtered()).isTrue();
    // A sample lasts about a millisecond, within a factor of two.
    assertThat(samples.callsPerSample()).isBetween(250L, 1000L);
  }

  @Test
  void samplesInWhichTheCallerWaitedAreThrownAway() {
    AtomicInteger run = new AtomicInteger();
    Samples samples =
        sampler.sample(
            Action.alone(
                "disturbed",
                calls -> {
                  boolean waits = run.incrementAndGet() % 2 == 0;
                  clock.pass(calls * (waits ? 3000.0 : 1000.0), waits ? 0.34 : 0.98, CALLER);
                }));

    assertThat(samples.n()).isEqualTo(9);
    assertThat(samples.quantile(1)).isCloseTo(1e-6, within(1e-12));
    assertThat(samples.rejected()).isPositive();
  }

  @Test
  void aHelperThatWaitedDisturbsTheSampleToo() {
    Action action =
        new Action(
            "team",
            calls -> {
              clock.pass(calls * 1000.0, 1, CALLER);
              clock.pass(0, 1, HELPER);
            },
            List.of(HELPER),
            1);
    Samples samples = sampler.sample(action);

    assertThat(samples.isEmpty()).isTrue();
    assertThat(samples.rejected()).isPositive();
    assertThatThrownBy(samples::median)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("team: no undisturbed sample among")
        .hasMessageContaining("too busy");
  }

  @Test
  void theBudgetEndsWhatIsNeverClean() {
    AtomicLong nanos = new AtomicLong();
    sampler.sample(
        Action.alone(
            "never",
            calls -> {
              nanos.addAndGet(calls * 1000);
              clock.pass(calls * 1000.0, 0.5, CALLER);
            }));

    double most = RULES.warmUpSeconds() + RULES.budgetSeconds();
    assertThat(nanos.get() * 1e-9).isLessThan(most + 10 * RULES.sampleSeconds());
  }

  @Test
  void withoutProcessorTimesAllIsCleanAndSaysSo() {
    clock.hideCpu();
    Samples samples =
        sampler.sample(Action.alone("blind", calls -> clock.pass(calls * 1000.0, 0, CALLER)));

    assertThat(samples.n()).isEqualTo(9);
    assertThat(samples.filtered()).isFalse();
  }

  @Test
  void warmUpLastsUntilAllocationFallsAndTimeSettles() {
    AtomicLong total = new AtomicLong();
    Samples samples =
        sampler.sample(
            Action.alone(
                "compiled late",
                calls -> {
                  boolean slow = total.addAndGet(calls) < 5000;
                  clock.pass(calls * (slow ? 100_000.0 : 1000.0), 1, CALLER);
                  clock.allocate(calls * (slow ? 1_000_000 : 100));
                }));

    assertThat(samples.settled()).isTrue();
    assertThat(samples.quantile(1)).isCloseTo(1e-6, within(1e-12));
  }

  @Test
  void whatNeverStopsAllocatingIsNotCompiledAndHasNoSample() {
    Samples samples =
        sampler.sample(
            Action.alone(
                "allocates",
                calls -> {
                  clock.pass(calls * 1000.0, 1, CALLER);
                  clock.allocate(calls * 1_000_000);
                }));

    assertThat(samples.settled()).isFalse();
    assertThat(samples.isEmpty()).isTrue();
    assertThat(samples.rejected()).isPositive();
  }

  @Test
  void severalActionsTakeTurns() {
    List<String> order = new ArrayList<>();
    List<Action> actions = List.of(logged("a", 1000, order), logged("b", 4000, order));
    List<Samples> samples = sampler.interleave(actions);

    assertThat(samples.stream().map(Samples::name)).containsExactly("a", "b");
    assertThat(samples.get(0).median()).isCloseTo(1e-6, within(1e-12));
    assertThat(samples.get(1).median()).isCloseTo(4e-6, within(1e-12));
    // A turn is ten priming runs and three samples; nine samples take three turns.
    List<String> turns = order.subList(order.size() - 78, order.size());
    assertThat(String.join("", turns)).isEqualTo(("a".repeat(13) + "b".repeat(13)).repeat(3));
  }

  @Test
  void aLongCallIsPrimedOnceAndACallOfMillisecondsForTwenty() {
    List<String> order = new ArrayList<>();
    sampler.interleave(List.of(logged("l", 30e6, order), logged("m", 8e6, order)));

    // 8 ms: three runs reach 20 ms.
    String turn = "l".repeat(1 + 3) + "m".repeat(3 + 3);
    assertThat(String.join("", order)).contains(turn + turn);
  }

  private Action logged(String name, double nanos, List<String> order) {
    return Action.alone(
        name,
        calls -> {
          order.add(name);
          clock.pass(calls * nanos, 1, CALLER);
        });
  }

  @Test
  void progressEndsAtOne() {
    List<Double> shares = new ArrayList<>();
    sampler.interleave(List.of(logged("a", 10, new ArrayList<>())), shares::add);

    assertThat(shares).isSorted().endsWith(1.0);
  }

  @Test
  void quantilesLieBetweenSamples() {
    Samples samples = samples(4.0, 1.0, 3.0, 2.0);

    assertThat(samples.fastest()).isEqualTo(1);
    assertThat(samples.median()).isEqualTo(2.5);
    assertThat(samples.quantile(1)).isEqualTo(4);
    // From 1.3 to 3.7.
    assertThat(samples.spread()).isCloseTo(2.4 / 2.5, within(1e-12));
  }

  private static Samples samples(Double... seconds) {
    return new Samples("x", List.of(seconds), 0, 1, true, true);
  }

  @Test
  void theFloorIsOnePassPredictingTheOther() {
    Repeatability floor =
        Repeatability.of(
            List.of(samples(1.1), samples(2.0), samples(0.5), samples()),
            List.of(samples(1.0), samples(2.0), samples(1.0), samples(3.0)));

    assertThat(floor.n()).isEqualTo(3);
    assertThat(floor.median()).isCloseTo(0.1, within(1e-12));
    assertThat(floor.worst()).isCloseTo(0.5, within(1e-12));
    assertThat(floor.bias()).isCloseTo(Math.cbrt(0.55), within(1e-12));
    assertThatThrownBy(() -> Repeatability.of(List.of(), List.of()))
        .hasMessageContaining("no action has a clean time");
  }

  @Test
  void rulesThatWouldNeverEndAreRefused() {
    assertThatThrownBy(() -> RULES.within(1, Double.NaN))
        .hasMessage("budgetSeconds: must be > 0 and finite, was NaN");
    assertThatThrownBy(() -> RULES.wanting(0))
        .hasMessage("wanted: must be > 0 and finite, was 0.0");
  }

  @Test
  void theRealClocksAdvance() {
    double[] sink = {0};
    Samples samples =
        new Sampler(RULES.wanting(1).within(0.05, 0.5))
            .sample(
                Action.alone(
                    "real",
                    calls -> {
                      for (long i = 0; i < calls; i++) {
                        sink[0] += Math.sqrt(i);
                      }
                    }));

    assertThat(samples.n() + samples.rejected()).isPositive();
    assertThat(sink[0]).isPositive();
    if (!samples.isEmpty()) {
      assertThat(samples.fastest()).isPositive().isFinite();
    }
  }
}
