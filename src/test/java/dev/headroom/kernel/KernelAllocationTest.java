package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No step allocates in the steady state, on any of the kernel's threads. */
class KernelAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int STEPS = 20;
  // Until the compiler has compiled the loops, each vector is an object.
  private static final int MOST_ROUNDS = 400;

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void aWholeLayersStepAllocatesNothing(DataType type) {
    GroupedAttention attention = new GroupedAttention(8, 2, 64, 80, new Mask.Causal());
    Samples samples = new Samples(1);
    try (AttentionKernel kernel = AttentionKernels.vector(2)) {
      LayerWeights weights =
          new LayerWeights(
              attention,
              WeightMatrix.pack(64, 512, samples.normal(64 * 512)),
              WeightMatrix.pack(64, 128, samples.normal(64 * 128)),
              WeightMatrix.pack(64, 160, samples.normal(64 * 160)),
              WeightMatrix.pack(640, 64, samples.normal(640 * 64)));
      AttentionLayer layer = new AttentionLayer(kernel, weights);
      KvCache cache = samples.cache(attention, type, 2000, 600, 300);
      QueryLengths lengths = QueryLengths.each(2, 1);
      float[] inputs = samples.normal(2 * 64);
      float[] outputs = new float[2 * 64];
      long allocated =
          allocatedInTheEnd(
              () -> layer.forward(inputs, lengths, cache, outputs),
              () -> {
                cache.truncate(0, 600);
                cache.truncate(1, 300);
              });
      assertThat(allocated).isZero();
    }
  }

  @Test
  void aProjectionOfManyRowsAllocatesNothing() {
    Samples samples = new Samples(2);
    WeightMatrix weights = WeightMatrix.pack(600, 200, samples.normal(600 * 200));
    float[] inputs = samples.normal(133 * 600);
    float[] outputs = new float[133 * 200];
    try (AttentionKernel kernel = AttentionKernels.vector(2)) {
      assertThat(allocatedInTheEnd(() -> kernel.project(inputs, 133, weights, outputs), () -> {}))
          .isZero();
    }
  }

  /** Bytes that some steps allocate, once a round of them allocates none or all rounds are over. */
  private static long allocatedInTheEnd(Runnable step, Runnable afterEachRound) {
    long[] kernelThreads = kernelThreads();
    long self = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && allocated > 0; round++) {
      long others = allocatedBytes(kernelThreads);
      long own = THREADS.getThreadAllocatedBytes(self);
      for (int i = 0; i < STEPS; i++) {
        step.run();
      }
      allocated = THREADS.getThreadAllocatedBytes(self) - own;
      allocated += allocatedBytes(kernelThreads) - others;
      afterEachRound.run();
    }
    return allocated;
  }

  /** Threads of all kernels. */
  private static long[] kernelThreads() {
    return Arrays.stream(THREADS.dumpAllThreads(false, false))
        .filter(thread -> thread.getThreadName().startsWith("headroom-kernel-"))
        .mapToLong(ThreadInfo::getThreadId)
        .toArray();
  }

  private static long allocatedBytes(long[] threads) {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(threads)).sum();
  }
}
