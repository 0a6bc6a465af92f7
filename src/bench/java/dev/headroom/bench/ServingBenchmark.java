package dev.headroom.bench;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.ServingStep;
import dev.headroom.timing.ServingTime;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Steps of a server predicted a second on one core; every fourth has a piece of a prompt in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ServingBenchmark {
  private static final int STEPS = 1024;
  private static final long BUDGET = 512;

  @Param({
    "llama-3.1-8b h100-sxm",
    "llama-3.1-8b rtx-4090",
    "gemma-3-12b l40s",
    "deepseek-v3 b200-sxm-hgx"
  })
  private String pair;

  private ServingTime time;
  private final ServingStep[] steps = new ServingStep[STEPS];

  @Setup
  public void bind() {
    String[] words = pair.split(" ");
    time =
        ServingTime.of(
            ModelCatalog.builtIn().find(words[0]).model(),
            ProfileCatalog.builtIn().find(words[1]),
            Scenario.decode(1, 1),
            KernelWish.PREFERRED,
            0);
    for (int i = 0; i < STEPS; i++) {
      long decodes = 1L + i % 200;
      long context = decodes * (500L + 3L * i);
      steps[i] =
          i % 4 == 0
              ? new ServingStep(decodes, context, 1, BUDGET - decodes, i % 7 * BUDGET)
              : ServingStep.decode(decodes, context);
    }
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double predict() {
    double sum = 0;
    for (ServingStep step : steps) {
      sum += time.seconds(step);
    }
    return sum;
  }
}
