package dev.headroom.bench;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.PredictedTimes;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Decode steps of whole models evaluated a second: every operator's counts, the roofline and the bound, at another context
 * each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeStepBenchmark {
  @Param({"llama-2-7b", "llama-3-1-8b", "deepseek-v3-671b"})
  private String model;

  private StepModel step;
  private FoldedStep folded;
  private IdealTimes times;
  private PredictedTimes predicted;
  private Scenario scenario;
  private long context;

  @Setup
  public void bind() {
    Model shape = ModelCatalog.builtIn().find(model).model();
    scenario = Scenario.decode(1, 2048);
    step = StepModel.of(shape, scenario);
    DeviceProfile device = ProfileCatalog.builtIn().find("h100-sxm");
    Ceilings ceilings = Ceilings.of(device, scenario.precision());
    folded = new FoldedStep(step);
    times = new IdealTimes(folded, ceilings, scenario.cacheState());
    predicted = new PredictedTimes(step, device, scenario, KernelWish.PREFERRED);
  }

  /** The sweep path: primitives in; work, traffic, roofline and bound out. */
  @Benchmark
  public void timesOfOnePoint(Blackhole sink) {
    context = (context + 127) & 0xffff;
    sink.consume(folded.matmulFlop(4, 1, context));
    sink.consume(folded.trafficBytes(4, 1, context));
    sink.consume(times.rooflineSeconds(4, 1, context));
    sink.consume(times.lowerBoundSeconds(4, 1, context));
  }

  /** The predicted time of a point in a sweep: its attention and its linear layers by kernels. */
  @Benchmark
  public double predictionOfOnePoint() {
    context = (context + 127) & 0xffff;
    return predicted.seconds(4, 1, context, folded.trafficBytes(4, 1, context), 0);
  }

  /** The path of {@code estimate}: a record for every operator. */
  @Benchmark
  public Object recordsOfOnePoint() {
    return step.count(scenario.batch());
  }
}
