package dev.headroom.bench;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.workload.DataType;
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

/** Kernel calls predicted a second on one core, over 1024 shapes of each phase. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PredictionBenchmark {
  private static final int SHAPES = 1024;

  @Param({
    "h100-sxm sglang.fa3.bf16 decode",
    "h100-sxm sglang.fa3.bf16 prefill",
    "l40s vllm.vllm_flash_attn_fa2.bf16 decode",
    "l40s vllm.vllm_flash_attn_fa2.bf16 prefill"
  })
  private String kernel;

  private KernelTime time;
  private final KernelShape[] shapes = new KernelShape[SHAPES];

  @Setup
  public void bind() {
    String[] words = kernel.split(" ");
    boolean decodes = words[2].equals("decode");
    DeviceProfile device = ProfileCatalog.builtIn().find(words[0]);
    KernelPhase phase = device.kernel(words[1]).orElseThrow().phase(decodes).orElseThrow();
    time = new KernelTime(device, phase, decodes);
    for (int i = 0; i < SHAPES; i++) {
      long query = decodes ? 1 : 16L << (i % 8);
      long keys = query + 37L * i;
      shapes[i] =
          new KernelShape(
              1L << (i % 9),
              new KernelShape.Lengths(query, keys),
              new KernelShape.HeadCounts(32, 1L << (i % 6)),
              new KernelShape.Widths(128, 128, 256),
              i % 4 == 0 ? 512 : 0,
              DataType.BF16,
              DataType.BF16);
    }
  }

  /** Alone in a loop, as a benchmark of the kernel. */
  @Benchmark
  @OperationsPerInvocation(SHAPES)
  public double alone() {
    double sum = 0;
    for (KernelShape shape : shapes) {
      sum += time.seconds(shape);
    }
    return sum;
  }

  /** In a model of 16 GB, whose weights displace the cache. */
  @Benchmark
  @OperationsPerInvocation(SHAPES)
  public double inAModel() {
    double sum = 0;
    for (KernelShape shape : shapes) {
      sum += time.seconds(shape, 16e9);
    }
    return sum;
  }
}
