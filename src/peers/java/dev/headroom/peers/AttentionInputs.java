package dev.headroom.peers;

import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The same queries, keys and values in the kernel's cache and in the two layouts that peers want. */
final class AttentionInputs {
  // Queries and keys evenly distributed from -1 to 1 have a variance of a third each: this makes logits spread by one, as
  // those of queries and keys of unit variance do.
  private static final float QUERY_FACTOR = 3;
  private static final int CHUNK = 256;
  private static final int KEYS = 2;
  private static final int VALUES = 3;

  final AttentionShape shape;

  /** {@code [batch][new tokens][queryHeads][headDim]}. */
  final float[] queries;

  /** The keys of the new tokens, {@code [batch][new tokens][kvHeads][headDim]}. */
  final float[] newKeys;

  /** The values of the new tokens, likewise. */
  final float[] newValues;

  /** {@code [batch][kvHeads][tokens][headDim]}, outside of the heap. */
  final FloatBuffer keys;

  /** {@code [batch][kvHeads][tokens][headDim]}, outside of the heap. */
  final FloatBuffer values;

  /** The memory of {@link #keys}. */
  final ByteBuffer keyBytes;

  /** The memory of {@link #values}. */
  final ByteBuffer valueBytes;

  /** All tokens, in the kernel's layout. */
  final KvCache cache;

  /** New tokens of each sequence. */
  final QueryLengths lengths;

  AttentionInputs(AttentionShape shape) {
    this.shape = shape;
    queries = Numbers.array(1, shape.queryNumbers(), QUERY_FACTOR);
    lengths = QueryLengths.each(shape.batch(), shape.newTokens());
    int past = shape.tokens() - shape.newTokens();
    newKeys = tokens(KEYS, past, shape.newTokens());
    newValues = tokens(VALUES, past, shape.newTokens());
    keyBytes = Numbers.bytes(shape.keyNumbers());
    valueBytes = Numbers.bytes(shape.keyNumbers());
    keys = filled(keyBytes, KEYS);
    values = filled(valueBytes, VALUES);
    GroupedAttention attention =
        new GroupedAttention(
            shape.queryHeads(), shape.kvHeads(), shape.headDim(), shape.headDim(), new Mask.Causal());
    cache = KvCache.allocate(attention, DataType.FP32, shape.batch(), shape.tokens());
    for (int from = 0; from < shape.tokens(); from += CHUNK) {
      int count = Math.min(CHUNK, shape.tokens() - from);
      cache.append(
          QueryLengths.each(shape.batch(), count),
          tokens(KEYS, from, count),
          tokens(VALUES, from, count));
    }
  }

  /** Queries as {@code [batch][queryHeads][new tokens][headDim]}. */
  float[] queriesByHead() {
    return Numbers.swapped(
        queries, shape.batch(), shape.newTokens(), shape.queryHeads(), shape.headDim());
  }

  /** {@code [batch][tokens][kvHeads][headDim]} of some tokens. */
  private float[] tokens(int seed, int from, int count) {
    int dim = shape.headDim();
    float[] numbers = new float[shape.batch() * count * shape.kvHeads() * dim];
    int at = 0;
    for (int s = 0; s < shape.batch(); s++) {
      for (int token = from; token < from + count; token++) {
        for (int head = 0; head < shape.kvHeads(); head++) {
          long place = ((long) (s * shape.kvHeads() + head) * shape.tokens() + token) * dim;
          for (int i = 0; i < dim; i++) {
            numbers[at++] = Numbers.at(seed, place + i);
          }
        }
      }
    }
    return numbers;
  }

  private static FloatBuffer filled(ByteBuffer memory, int seed) {
    FloatBuffer buffer = memory.asFloatBuffer();
    for (int i = 0; i < buffer.limit(); i++) {
      buffer.put(i, Numbers.at(seed, i));
    }
    return buffer;
  }
}
