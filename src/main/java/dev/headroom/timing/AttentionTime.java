package dev.headroom.timing;

import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Optional;

/**
 * The core of attention of one layer with the kernels that compute it.
 *
 * @param calls that it is
 * @param stored type of keys and values
 * @param decode kernel of one new token
 * @param prefill kernel of several
 * @param cold whether nothing is left in the cache from step to step
 */
record AttentionTime(
    AttentionCalls calls,
    DataType stored,
    Optional<KernelTime> decode,
    Optional<KernelTime> prefill,
    boolean cold) {
  /**
   * Seconds for equal sequences; not a number if no kernel computes some of it.
   *
   * @param stepBytes that the step moves, all of which lie between two uses of the same keys
   */
  double seconds(long sequences, long query, long context, double stepBytes) {
    List<KernelShape> shapes = calls.shapes(sequences, query, context, stored);
    double touched = cold ? Double.POSITIVE_INFINITY : stepBytes;
    double sum = shapes.isEmpty() ? Double.NaN : 0;
    for (int i = 0; i < shapes.size(); i++) {
      KernelShape shape = shapes.get(i);
      Optional<KernelTime> kernel = shape.lengths().query() == 1 ? decode : prefill;
      if (kernel.isEmpty()) {
        return Double.NaN;
      }
      KernelTime time = kernel.get();
      sum += time.seconds(shape.withProducts(time.kernel().structure().products()), touched);
    }
    return sum;
  }
}
