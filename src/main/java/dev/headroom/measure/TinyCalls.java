package dev.headroom.measure;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of the kernel that are too small for their products to matter: what they take is what it
 * costs to plan a call, to hand it over, to begin an item and to mind the edge of a mask.
 */
final class TinyCalls implements AutoCloseable {
  private static final GroupedAttention ATTENTION =
      new GroupedAttention(1, 1, Probe.TINY_WIDTH, Probe.TINY_WIDTH, new Mask.Causal());

  private final Map<Integer, AttentionKernel> kernels = new HashMap<>();

  /** One call is one step, or one prompt for each thread. */
  MicroBenchmark prepare(Setting setting) {
    int threads = setting.threads();
    AttentionKernel kernel = kernels.computeIfAbsent(threads, AttentionKernels::vector);
    boolean prompt = setting.probe() == Probe.PROMPT;
    int batch =
        switch (setting.probe()) {
          case STEP -> Probe.FEW_SEQUENCES;
          case STEP_OF_MANY -> Probe.MANY_SEQUENCES;
          default -> threads;
        };
    int tokens = prompt ? Probe.PROMPT_TOKENS : 1;
    KvCache cache = KvCache.allocate(ATTENTION, DataType.FP32, batch, tokens);
    QueryLengths lengths = QueryLengths.each(batch, tokens);
    float[] numbers = new float[batch * tokens * Probe.TINY_WIDTH];
    float[] outputs = new float[numbers.length];
    if (prompt) {
      cache.append(lengths, numbers, numbers);
    }
    Action.Work work =
        calls -> {
          for (long i = 0; i < calls; i++) {
            if (prompt) {
              kernel.attend(numbers, lengths, cache, outputs);
              continue;
            }
            kernel.step(numbers, numbers, numbers, lengths, cache, outputs);
            for (int sequence = 0; sequence < batch; sequence++) {
              cache.truncate(sequence, 0);
            }
          }
        };
    List<Long> helpers = threads > 1 ? kernel.helperThreads() : List.of();
    return new MicroBenchmark(setting, 1, new Action(setting.describe(), work, helpers, 1));
  }

  @Override
  public void close() {
    kernels.values().forEach(AttentionKernel::close);
  }
}
