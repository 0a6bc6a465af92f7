package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SteadyStateTest {
  private static final List<String> DEVICES =
      List.of("h100-sxm", "rtx-4090", "l40s", "a100-80gb-sxm");

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  private static Deployment.Layout layout(String device, int sequences) {
    return new Deployment(
            ModelCatalog.builtIn().find("llama-3.1-8b").model(),
            ProfileCatalog.builtIn().find(device),
            Precision.of(DataType.BF16),
            Sharding.NONE,
            EngineSettings.USUAL.withLimits(sequences, 2048),
            StepOverhead.USUAL)
        .layout(3000);
  }

  /** The simulation is the oracle; it knows nothing of the analysis. */
  @ParameterizedTest
  @MethodSource("seeds")
  void belowTheKneeItAgreesWithTheSimulation(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Deployment.Layout layout =
        layout(DEVICES.get(random.nextInt(DEVICES.size())), 32 << random.nextInt(3));
    Lengths input = new Lengths.Fixed(50 + random.nextInt(1500));
    Lengths output = new Lengths.Fixed(20 + random.nextInt(400));
    RequestMix mix = new RequestMix.Independent(input, output);
    double knee = SteadyState.of(layout, mix.means(), 1e-6).kneeRate();
    double rate = knee * (0.05 + 0.74 * random.nextDouble());

    SteadyState state = SteadyState.of(layout, mix.means(), rate);

    RequestStream requests = mix.stream(rate, true, 2500, seed);
    ServerRun run = layout.serve(Traffic.of(requests), ServerListener.DEAF);
    // The first and last few are served by a server that fills or empties.
    double[] latencies = java.util.Arrays.copyOfRange(run.latencies(), 300, 2200);
    double simulated = LatencySummary.of(latencies).mean();
    assertThat(state.isStable()).isTrue();
    assertThat(state.latency() / simulated)
        .as("rate %.3g of knee %.3g, %s, %s", rate, knee, input, output)
        .isCloseTo(1, within(0.10));
  }

  @Test
  void aloneARequestTakesItsOwnSteps() {
    Deployment.Layout layout = layout("h100-sxm", 256);
    RequestMix mix = new RequestMix.Independent(new Lengths.Fixed(1000), new Lengths.Fixed(101));
    SteadyState state = SteadyState.of(layout, mix.means(), 1e-9);
    StepTime time = layout.stepTime();
    assertThat(state.timeToFirstToken()).isCloseTo(time.seconds(0, 0, 1, 1000, 1000), within(1e-6));
    // Its tokens see 1000 to 1100 keys, 1050 in the mean.
    assertThat(state.timePerOutputToken()).isCloseTo(time.seconds(1, 1050, 0, 0, 0), within(1e-6));
    assertThat(state.decoding()).isCloseTo(0, within(1e-6));
  }

  @Test
  void beyondTheKneeItIsNotStable() {
    Deployment.Layout layout = layout("rtx-4090", 256);
    RequestMix mix = new RequestMix.Independent(new Lengths.Fixed(1000), new Lengths.Fixed(600));
    SteadyState state = SteadyState.of(layout, mix.means(), 100);
    assertThat(state.isStable()).isFalse();
    assertThat(state.latency()).isInfinite();
    assertThat(state.bound()).isEqualTo("KV memory");
    // Twice as many requests as the knee are served no faster than the knee says.
    RequestStream requests = mix.stream(2 * state.kneeRate(), true, 600, 1);
    ServerRun run = layout.serve(Traffic.of(requests), ServerListener.DEAF);
    double served = requests.size() / run.totals().seconds();
    assertThat(served).isBetween(0.75 * state.kneeRate(), 1.1 * state.kneeRate());
  }
}
