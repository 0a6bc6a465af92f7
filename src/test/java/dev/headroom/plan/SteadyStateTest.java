package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.util.Arrays;
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
    double[] latencies = Arrays.copyOfRange(run.latencies(), 300, 2200);
    double simulated = LatencySummary.of(latencies).mean();
    assertThat(state.isStable()).isTrue();
    assertThat(state.latency() / simulated)
        .as("rate %.3g of knee %.3g, %s, %s", rate, knee, input, output)
        .isCloseTo(1, within(0.10));
  }

  /** A deployment. */
  private record Server(String model, String device, int tensor) {}

  private static final List<Server> SERVERS =
      List.of(
          new Server("llama-2-7b", "a100-80gb-sxm", 1),
          new Server("llama-2-70b", "h100-sxm", 4),
          new Server("mistral-7b-v0-1", "l40s", 1),
          new Server("qwen2-5-7b", "rtx-4090", 1),
          new Server("mixtral-8x7b", "h100-sxm", 2),
          new Server("llama-3.1-8b", "h200-sxm", 1));

  /**
   * Other models and devices, and lengths that differ from request to request; seeds that were not
   * looked at while the analysis was written. When this was written 48 of 50 agreed within 10 %,
   * the median was 0.9 % off and the worst 12.5 %: prompts that take most of a step's tokens, near
   * 80 %.
   */
  @Test
  void itAgreesOfOtherModelsWithRandomLengthsToo() {
    double[] errors = IntStream.range(7000, 7050).mapToDouble(this::error).sorted().toArray();
    assertThat(Arrays.stream(errors).filter(error -> error <= 0.10).count())
        .isGreaterThanOrEqualTo(47);
    assertThat(errors[25]).isLessThan(0.02);
    assertThat(errors[49]).isLessThan(0.15);
  }

  private double error(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Server server = SERVERS.get(random.nextInt(SERVERS.size()));
    Deployment.Layout layout =
        new Deployment(
                ModelCatalog.builtIn().find(server.model).model(),
                ProfileCatalog.builtIn().find(server.device),
                Precision.of(DataType.BF16),
                new Sharding(server.tensor, 1, 1),
                EngineSettings.USUAL.withLimits(32 << random.nextInt(4), 1024 << random.nextInt(4)),
                StepOverhead.USUAL)
            .layout(20_000);
    double input = 50 + random.nextInt(1200);
    double output = 20 + random.nextInt(400);
    RequestMix mix =
        new RequestMix.Independent(
            new Lengths.LogNormal(input, input * (0.1 + 0.9 * random.nextDouble())),
            new Lengths.LogNormal(output, output * (0.1 + 0.9 * random.nextDouble())));
    double knee = SteadyState.of(layout, mix.means(), 1e-6).kneeRate();
    double rate = knee * (0.05 + 0.74 * random.nextDouble());
    RequestStream requests = mix.stream(rate, true, 4000, seed);
    // The drawn requests' own means: long answers are rare, and few are drawn.
    SteadyState state = SteadyState.of(layout, new RequestMix.Recorded(requests).means(), rate);
    ServerRun run = layout.serve(Traffic.of(requests), ServerListener.DEAF);
    double[] latencies = Arrays.copyOfRange(run.latencies(), 400, 3600);
    return Math.abs(state.latency() / LatencySummary.of(latencies).mean() - 1);
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
