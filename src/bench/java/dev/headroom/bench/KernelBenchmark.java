package dev.headroom.bench;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.kernel.ThreadTeam;
import dev.headroom.kernel.VectorProbes;
import dev.headroom.kernel.WeightMatrix;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The vector kernel beside what bounds it: decode steps with their append, prefill and projections, and in the same run plain
 * reading and plain multiply-adds. {@code gigabytes} and {@code gigaflop} are rates per second; weights and cached keys and
 * values count as bytes, visible pairs as FLOP.
 *
 * <p>{@code java -jar target/headroom-*-bench.jar KernelBenchmark -p threads=1,2}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC", "-Xms6g", "-Xmx6g", "-XX:+AlwaysPreTouch"
    })
public class KernelBenchmark {
  @Param({"1", "2"})
  private int threads;

  @Param private Work work;

  private Runnable step;
  private AutoCloseable team;
  private float sink;

  /** What is measured. */
  public enum Work {
    READ_DRAM(0, 0, 0, 1 << 26, null),
    READ_L3(0, 0, 0, 1 << 22, null),
    MULTIPLY_ADD(0, 0, 0, 0, null),
    DECODE_MHA_H32_N8192(32, 32, 1, 8192, DataType.FP32),
    DECODE_MHA_H8_N2048(8, 8, 1, 2048, DataType.FP32),
    DECODE_GQA_32_8_N8192(32, 8, 1, 8192, DataType.FP32),
    DECODE_MQA_H32_N8192(32, 1, 1, 8192, DataType.FP32),
    DECODE_MHA_H32_N8192_BF16(32, 32, 1, 8192, DataType.BF16),
    DECODE_MHA_H32_N8192_INT8(32, 32, 1, 8192, DataType.INT8),
    PREFILL_H8_N2048(8, 8, 2048, 2048, DataType.FP32),
    PROJECT_512_1024_1024(0, 0, 512, 1024, null);

    private final int queryHeads;
    private final int kvHeads;
    private final int newTokens;
    private final int size;
    private final DataType type;

    Work(int queryHeads, int kvHeads, int newTokens, int size, DataType type) {
      this.queryHeads = queryHeads;
      this.kvHeads = kvHeads;
      this.newTokens = newTokens;
      this.size = size;
      this.type = type;
    }
  }

  /** Rates. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rates {
    public double gigabytes;
    public double gigaflop;
  }

  private double bytes;
  private double flop;

  @Setup
  public void prepare() {
    if (work.type != null) {
      prepareAttention();
    } else if (work.newTokens > 0) {
      prepareProjection();
    } else {
      prepareProbe();
    }
  }

  @TearDown
  public void end() throws Exception {
    team.close();
  }

  /** One step. */
  @Benchmark
  public float run(Rates rates) {
    step.run();
    rates.gigabytes += bytes * 1e-9;
    rates.gigaflop += flop * 1e-9;
    return sink;
  }

  private void prepareAttention() {
    int dim = 128;
    int tokens = work.newTokens;
    GroupedAttention attention =
        new GroupedAttention(work.queryHeads, work.kvHeads, dim, dim, new Mask.Causal());
    KvCache cache = KvCache.allocate(attention, work.type, 1, work.size);
    QueryLengths chunk = QueryLengths.each(1, 256);
    float[] filling = normal(256 * work.kvHeads * dim);
    for (int i = 0; i < work.size; i += 256) {
      cache.append(chunk, filling, filling);
    }
    float[] queries = normal(tokens * work.queryHeads * dim);
    float[] keys = normal(tokens * work.kvHeads * dim);
    float[] values = normal(tokens * work.kvHeads * dim);
    float[] outputs = new float[queries.length];
    QueryLengths lengths = QueryLengths.each(1, tokens);
    AttentionKernel kernel = AttentionKernels.vector(threads);
    team = kernel;
    double past = work.size - tokens;
    flop = 4.0 * work.queryHeads * dim * (tokens * past + tokens * (tokens + 1.0) / 2);
    bytes = cache.bytes(work.size);
    step =
        () -> {
          cache.truncate(0, work.size - tokens);
          kernel.step(queries, keys, values, lengths, cache, outputs);
        };
  }

  private void prepareProjection() {
    int width = work.size;
    WeightMatrix weights = WeightMatrix.pack(width, width, normal(width * width));
    float[] inputs = normal(work.newTokens * width);
    float[] outputs = new float[work.newTokens * width];
    AttentionKernel kernel = AttentionKernels.vector(threads);
    team = kernel;
    flop = 2.0 * work.newTokens * width * width;
    bytes = 4.0 * width * width;
    step = () -> kernel.project(inputs, work.newTokens, weights, outputs);
  }

  private void prepareProbe() {
    VectorProbes probes = AttentionKernels.probes();
    ThreadTeam threadTeam = new ThreadTeam(threads);
    team = threadTeam;
    int rounds = 100_000;
    int share = work.size / threads;
    float[] numbers = AlignedArrays.floats("numbers", work.size);
    flop = work.size == 0 ? (double) rounds * probes.flopPerRound() * threads : 0;
    bytes = 4.0 * work.size;
    ThreadTeam.Task task =
        work.size == 0
            ? member -> sink = probes.multiplyAdd(rounds)
            : member -> sink = probes.read(numbers, AlignedArrays.OFFSET + member * share, share);
    step = () -> threadTeam.run(task);
  }

  private static float[] normal(int count) {
    Random random = new Random(1);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
