package dev.headroom.validate;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.PanelStore;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.measure.Action;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A call made ready to run on the kernel, on numbers without meaning that cover their range. */
final class KernelCall {
  /** Numbers that repeat: odd in vectors, so that neighbouring keys differ. */
  private static final int PATTERN = 16 * 1021;

  private static final float INT8_SCALE = 1f / 127;
  private static final long SEED = 20;

  private final CallShape shape;
  private final AttentionKernel kernel;
  private final QueryLengths lengths;
  private final KvCache cache;
  private final float[] queries;
  private final float[] newKeys;
  private final float[] newValues;
  private final float[] outputs;

  KernelCall(CallShape shape, AttentionKernel kernel) {
    this.shape = shape;
    this.kernel = kernel;
    GroupedAttention attention = shape.attention();
    cache = KvCache.allocate(attention, shape.kvType(), shape.batchSize(), shape.length());
    SplittableRandom random = new SplittableRandom(SEED);
    fill(cache.keys(), random);
    fill(cache.values(), random);
    lengths = QueryLengths.each(shape.batchSize(), shape.queryLength());
    long rows = (long) shape.batchSize() * shape.queryLength();
    long appended = shape.phase() == Phase.DECODE ? rows * attention.kvHeads() : 0;
    queries = numbers("queries", rows * attention.queryHeads() * attention.keyDim(), random);
    newKeys = numbers("keys", appended * attention.keyDim(), random);
    newValues = numbers("values", appended * attention.valueDim(), random);
    outputs = AlignedArrays.floats("outputs", rows * attention.queryHeads() * attention.valueDim());
    int before = shape.phase() == Phase.DECODE ? shape.contextLength() : shape.length();
    cache.commit(QueryLengths.each(shape.batchSize(), before));
  }

  /** Bytes that a call takes, the least size of arrays and the padding of panels included. */
  static double footprint(CallShape shape) {
    double least = 4.0 * (1 << 20);
    double rows = (double) shape.batchSize() * shape.queryLength();
    double queries = 2 * rows * shape.attention().queryHeads() * shape.attention().keyDim() * 4;
    double padded = shape.bytes() * (shape.length() + 64.0) / shape.length();
    return 6 * least + queries + padded;
  }

  /** The action to be timed: one call of it is one call of the kernel. */
  Action action() {
    boolean shared = shape.threads() > 1 && KernelSplit.of(shape).items() > 1;
    List<Long> helpers = shared ? kernel.helperThreads() : List.of();
    return new Action(
        shape.phase().key() + " " + shape.attention().variant(), this::run, helpers, 1);
  }

  private void run(long calls) {
    for (long i = 0; i < calls; i++) {
      if (shape.phase() == Phase.DECODE) {
        decode();
      } else {
        kernel.attend(queries, lengths, cache, outputs);
      }
    }
  }

  /** One step, after which the cache forgets the new tokens, so that all steps are alike. */
  private void decode() {
    kernel.step(queries, newKeys, newValues, lengths, cache, outputs);
    for (int sequence = 0; sequence < shape.batchSize(); sequence++) {
      cache.truncate(sequence, shape.contextLength());
    }
  }

  private static float[] numbers(String name, long count, SplittableRandom random) {
    float[] numbers = AlignedArrays.floats(name, count);
    fill(numbers, random);
    return numbers;
  }

  private void fill(PanelStore store, SplittableRandom random) {
    fill(store.floats(), random);
    Arrays.fill(store.scales(), INT8_SCALE);
    int[] words = store.words();
    int start = Math.min(PATTERN, words.length);
    for (int i = 0; i < start; i++) {
      int upper = Float.floatToIntBits(number(random)) & 0xffff0000;
      int lower = Float.floatToIntBits(number(random)) >>> 16;
      words[i] = shape.kvType() == DataType.BF16 ? (upper | lower) : random.nextInt();
    }
    for (int done = start; done < words.length; done += start) {
      System.arraycopy(words, 0, words, done, Math.min(start, words.length - done));
    }
  }

  private static void fill(float[] numbers, SplittableRandom random) {
    int start = Math.min(PATTERN, numbers.length);
    for (int i = 0; i < start; i++) {
      numbers[i] = number(random);
    }
    for (int done = start; done < numbers.length; done += start) {
      System.arraycopy(numbers, 0, numbers, done, Math.min(start, numbers.length - done));
    }
  }

  private static float number(SplittableRandom random) {
    return (float) (2 * random.nextDouble() - 1);
  }
}
