package dev.headroom.kernel;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.Random;

/** Seeded inputs and the distance between outputs. */
final class Samples {
  private final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  static GroupedAttention causal(int queryHeads, int kvHeads, int dim) {
    return new GroupedAttention(queryHeads, kvHeads, dim, dim, new Mask.Causal());
  }

  float[] normal(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  float[] queries(GroupedAttention attention, QueryLengths lengths) {
    return normal(lengths.rows() * attention.queryHeads() * attention.keyDim());
  }

  /** A cache whose sequences have these lengths. */
  KvCache cache(GroupedAttention attention, DataType type, int capacity, int... lengths) {
    KvCache cache = KvCache.allocate(attention, type, lengths.length, capacity);
    append(cache, QueryLengths.of(lengths));
    return cache;
  }

  void append(KvCache cache, QueryLengths added) {
    GroupedAttention attention = cache.attention();
    int heads = added.rows() * attention.kvHeads();
    cache.append(added, normal(heads * attention.keyDim()), normal(heads * attention.valueDim()));
  }

  static float[] attend(
      AttentionKernel kernel, float[] queries, QueryLengths lengths, KvCache cache) {
    GroupedAttention attention = cache.attention();
    float[] outputs = new float[lengths.rows() * attention.queryHeads() * attention.valueDim()];
    kernel.attend(queries, lengths, cache, outputs);
    return outputs;
  }

  /**
   * Largest distance of two outputs relative to the largest value in the cache; infinite for NaN.
   */
  static double error(float[] actual, float[] expected, KvCache cache) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double distance = Math.abs((double) actual[i] - expected[i]);
      worst = Math.max(worst, Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance);
    }
    return worst / largestValue(cache);
  }

  private static double largestValue(KvCache cache) {
    double largest = 0;
    for (int sequence = 0; sequence < cache.batchSize(); sequence++) {
      for (int token = 0; token < cache.length(sequence); token++) {
        for (int head = 0; head < cache.attention().kvHeads(); head++) {
          for (int i = 0; i < cache.attention().valueDim(); i++) {
            largest = Math.max(largest, Math.abs(cache.value(sequence, head, token, i)));
          }
        }
      }
    }
    return largest;
  }
}
