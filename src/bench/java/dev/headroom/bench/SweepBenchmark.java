package dev.headroom.bench;

import dev.headroom.Headroom;
import dev.headroom.sweep.Presets;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepReader;
import dev.headroom.sweep.SweepRun;
import dev.headroom.sweep.SweepSpec;
import dev.headroom.workload.RuntimeCatalog;
import java.util.List;
import java.util.Map;
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

/**
 * Whole sweeps of decode steps of Llama 2 7B over batch and context with a Pareto front, in process: milliseconds a run,
 * to be divided by its points. With {@code -p points=1000000,10000000,100000000} it shows whether the time of a point stays.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
public class SweepBenchmark {
  /** {@code none}: work, traffic, bound and roofline; else the time of the fitted kernels too. */
  @Param({"none", "sglang"})
  private String kernel;

  @Param({"1", "2"})
  private int threads;

  @Param({"1000000"})
  private long points;

  private Sweep sweep;

  @Setup
  public void read() {
    Map<String, String> axes =
        Map.of(
            "model", "llama-2-7b",
            "device", "h100-sxm",
            "kernel_wish", kernel,
            "batch_size", "1-" + points / 10_000,
            "context_length", "1-10000");
    sweep =
        SweepReader.read(
            new SweepSpec(
                "decode",
                axes,
                Map.of(),
                List.of(),
                Map.of(),
                List.of(),
                new SweepSpec.Ranking(0, "", List.of("speed", "time_per_output_token_s"))),
            new Presets(Headroom::model, Headroom::device, RuntimeCatalog::find));
  }

  /** One sweep. */
  @Benchmark
  public SweepRun.Counts sweep() {
    SweepRun run = new SweepRun(sweep, (row, text) -> {});
    run.run(0, sweep.grid().size(), threads, (text, done) -> {});
    return run.counts();
  }
}
