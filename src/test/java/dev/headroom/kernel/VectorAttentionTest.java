package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The vector kernel against the reference kernel on the same cache, at sizes that fit no tile. */
class VectorAttentionTest {
  private static final double TOLERANCE = 1e-6;
  private static final List<DataType> TYPES = List.of(DataType.FP32, DataType.BF16, DataType.INT8);

  private static AttentionKernel one;
  private static AttentionKernel two;
  private static final AttentionKernel REFERENCE = AttentionKernels.reference();

  @BeforeAll
  static void start() {
    one = AttentionKernels.vector(1);
    two = AttentionKernels.vector(2);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  /** Checks both teams against the reference, and against each other bit for bit. */
  private static void check(Samples samples, KvCache cache, QueryLengths lengths) {
    float[] queries = samples.queries(cache.attention(), lengths);
    float[] expected = Samples.attend(REFERENCE, queries, lengths, cache);
    float[] actual = Samples.attend(one, queries, lengths, cache);
    assertThat(Samples.error(actual, expected, cache)).isLessThanOrEqualTo(TOLERANCE);
    assertThat(Samples.attend(two, queries, lengths, cache)).isEqualTo(actual);
  }

  static Stream<Arguments> decodeShapes() {
    Stream.Builder<Arguments> shapes = Stream.builder();
    for (int keys : new int[] {1, 7, 13, 64, 65, 207}) {
      for (int dim : new int[] {64, 80, 128, 256}) {
        for (int group : new int[] {1, 2, 4, 8, 32}) {
          for (DataType type : TYPES) {
            shapes.add(Arguments.of(keys, dim, group, type));
          }
        }
      }
    }
    for (DataType type : TYPES) {
      shapes.add(Arguments.of(4097, 128, 1, type));
      shapes.add(Arguments.of(4097, 80, 2, type));
      shapes.add(Arguments.of(4097, 64, 8, type));
      shapes.add(Arguments.of(4097, 256, 4, type));
      shapes.add(Arguments.of(4097, 64, 32, type));
    }
    return shapes.build();
  }

  @ParameterizedTest
  @MethodSource("decodeShapes")
  void decodeEqualsReference(int keys, int dim, int group, DataType type) {
    Samples samples = new Samples(keys * 1000L + dim + group);
    GroupedAttention attention = Samples.causal(group, 1, dim);
    check(samples, samples.cache(attention, type, keys, keys), QueryLengths.each(1, 1));
  }

  static Stream<Arguments> odd() {
    return Stream.of(
        Arguments.of(new GroupedAttention(6, 2, 96, 40, new Mask.Causal())),
        Arguments.of(new GroupedAttention(5, 5, 1, 1, new Mask.Causal())),
        Arguments.of(new GroupedAttention(7, 1, 33, 130, new Mask.Causal())),
        Arguments.of(new GroupedAttention(130, 1, 63, 17, new Mask.Causal())),
        Arguments.of(new GroupedAttention(12, 4, 192, 128, new Mask.Causal())));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void oddWidthsAndGroupsEqualReference(GroupedAttention attention) {
    for (DataType type : TYPES) {
      Samples samples = new Samples(attention.hashCode());
      KvCache cache = samples.cache(attention, type, 150, 131);
      check(samples, cache, QueryLengths.each(1, 1));
      check(samples, cache, QueryLengths.each(1, 70));
    }
  }

  static Stream<Arguments> masks() {
    Stream.Builder<Arguments> cases = Stream.builder();
    List<Mask> masks =
        List.of(
            new Mask.Causal(),
            new Mask.Bidirectional(),
            new Mask.Window(1),
            new Mask.Window(5),
            new Mask.Window(64),
            new Mask.Window(300),
            new Mask.Chunk(48));
    for (Mask mask : masks) {
      for (DataType type : TYPES) {
        cases.add(Arguments.of(mask, type, 1));
        cases.add(Arguments.of(mask, type, 4));
      }
    }
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("masks")
  void prefillWithAPastEqualsReference(Mask mask, DataType type, int group) {
    Samples samples = new Samples(mask.hashCode() + group);
    GroupedAttention attention = new GroupedAttention(2 * group, 2, 64, 80, mask);
    KvCache cache = samples.cache(attention, type, 600, 207, 1, 530, 64);
    check(samples, cache, QueryLengths.of(207, 1, 13, 65 - 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void raggedBatchesEqualReference(DataType type) {
    Samples samples = new Samples(77);
    GroupedAttention attention = Samples.causal(8, 2, 64);
    KvCache cache = samples.cache(attention, type, 1300, 1, 64, 0, 1299, 65, 700, 3);
    check(samples, cache, QueryLengths.of(1, 1, 0, 1, 1, 1, 0));
    check(samples, cache, QueryLengths.of(1, 64, 0, 7, 13, 2, 3));
  }

  @Test
  void crossAttentionSeesTheWholeSource() {
    Samples samples = new Samples(5);
    GroupedAttention attention = new GroupedAttention(4, 4, 64, 64, new Mask.Source(70));
    KvCache cache = samples.cache(attention, DataType.FP32, 70, 70);
    check(samples, cache, QueryLengths.each(1, 100));
  }

  /** 64 parts of a long sequence are put together; the parts' largest logits differ wildly. */
  @Test
  void longSequencesAreSplitAndPutTogether() {
    Samples samples = new Samples(6);
    GroupedAttention attention = Samples.causal(2, 1, 64);
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 20_000);
    float[] keys = samples.normal(20_000 * 64);
    for (int i = 0; i < keys.length; i++) {
      keys[i] *= i / 64 / 2000 % 4;
    }
    cache.append(QueryLengths.each(1, 20_000), keys, samples.normal(20_000 * 64));
    check(samples, cache, QueryLengths.each(1, 1));
  }

  @Test
  void hugeLogitsChooseTheLargest() {
    // Logits 1e6·(token − 100)/√64: the last key's is larger than all others by 125,000.
    GroupedAttention attention = Samples.causal(1, 1, 64);
    for (float size : new float[] {1e6f, -1e6f, 1e30f, -1e30f, 3e38f}) {
      KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 200);
      float[] keys = new float[200 * 64];
      float[] values = new float[200 * 64];
      for (int token = 0; token < 200; token++) {
        keys[token * 64] = token == 150 ? 1 : 0.5f;
        Arrays.fill(values, token * 64, token * 64 + 64, token);
      }
      cache.append(QueryLengths.each(1, 200), keys, values);
      float[] query = new float[64];
      query[0] = size;
      float[] output = Samples.attend(one, query, QueryLengths.each(1, 1), cache);
      // A negative size makes the 199 others equal and key 150 invisible: (199·200/2 − 150) / 199.
      float expected = size > 0 ? 150 : (199 * 200 / 2 - 150) / 199f;
      assertThat(output[0]).isCloseTo(expected, within(1e-4f));
      assertThat(output).doesNotContain(Float.NaN);
    }
  }

  /** Products beyond the range of a float, and sums of such products with both signs. */
  @Test
  void finiteInputNeverGivesNaN() {
    GroupedAttention attention = Samples.causal(4, 1, 64);
    for (DataType type : TYPES) {
      Samples samples = new Samples(8);
      float[] keys = samples.normal(300 * 64);
      float[] queries = samples.normal(4 * 64);
      for (int i = 0; i < keys.length; i++) {
        keys[i] *= 1e30f;
      }
      for (int i = 0; i < queries.length; i++) {
        queries[i] *= 1e30f;
      }
      KvCache cache = KvCache.allocate(attention, type, 1, 300);
      cache.append(QueryLengths.each(1, 300), keys, samples.normal(300 * 64));
      float[] outputs = Samples.attend(one, queries, QueryLengths.each(1, 1), cache);
      for (float output : outputs) {
        assertThat(Float.isFinite(output)).isTrue();
      }
    }
  }

  @Test
  void signedZerosCountAsEqual() {
    GroupedAttention attention = Samples.causal(1, 1, 64);
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 2);
    float[] keys = new float[2 * 64];
    Arrays.fill(keys, 0, 64, -0f);
    float[] values = new float[2 * 64];
    Arrays.fill(values, 0, 64, 1f);
    Arrays.fill(values, 64, 128, 2f);
    cache.append(QueryLengths.each(1, 2), keys, values);
    float[] query = new float[64];
    Arrays.fill(query, 0, 32, -0f);
    assertThat(Samples.attend(one, query, QueryLengths.each(1, 1), cache)).containsOnly(1.5f);
  }

  @Test
  void oneVisibleKeyGivesItsValue() {
    Samples samples = new Samples(9);
    GroupedAttention attention = new GroupedAttention(2, 2, 64, 64, new Mask.Window(1));
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 100);
    float[] values = samples.normal(100 * 2 * 64);
    cache.append(QueryLengths.each(1, 100), samples.normal(100 * 2 * 64), values);
    float[] queries = samples.queries(attention, QueryLengths.each(1, 100));
    assertThat(Samples.attend(one, queries, QueryLengths.each(1, 100), cache)).isEqualTo(values);
  }

  /**
   * What a longer sequence left behind a shorter one's end is not seen, not even as a product with
   * zero.
   */
  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void leftoversBehindTheEndAreNotSeen(DataType type) {
    GroupedAttention attention = Samples.causal(3, 1, 64);
    Samples samples = new Samples(10);
    KvCache used = samples.cache(attention, type, 130, 130);
    used.truncate(0, 0);
    KvCache fresh = KvCache.allocate(attention, type, 1, 130);
    float[] keys = samples.normal(67 * 64);
    float[] values = samples.normal(67 * 64);
    used.append(QueryLengths.each(1, 67), keys, values);
    fresh.append(QueryLengths.each(1, 67), keys, values);
    float[] queries = samples.queries(attention, QueryLengths.each(1, 1));
    assertThat(Samples.attend(two, queries, QueryLengths.each(1, 1), used))
        .isEqualTo(Samples.attend(two, queries, QueryLengths.each(1, 1), fresh));
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void stepAppendsAndAttends(DataType type) {
    Samples samples = new Samples(11);
    GroupedAttention attention = Samples.causal(4, 2, 80);
    KvCache stepped = samples.cache(attention, type, 80, 62, 5, 9);
    KvCache appended = new Samples(11).cache(attention, type, 80, 62, 5, 9);
    QueryLengths lengths = QueryLengths.of(3, 1, 0);
    float[] queries = samples.queries(attention, lengths);
    float[] keys = samples.normal(4 * 2 * 80);
    float[] values = samples.normal(4 * 2 * 80);
    float[] outputs = new float[4 * 4 * 80];
    two.step(queries, keys, values, lengths, stepped, outputs);
    appended.append(lengths, keys, values);
    assertThat(stepped.length(0)).isEqualTo(65);
    assertThat(outputs).isEqualTo(Samples.attend(one, queries, lengths, appended));
  }

  @Test
  void projectionsEqualReference() {
    Samples samples = new Samples(12);
    for (int[] shape :
        new int[][] {
          {1, 7, 5},
          {1, 64, 64},
          {5, 300, 80},
          {97, 129, 200},
          {207, 65, 13},
          {13, 513, 257},
          // Several chunks, several blocks of rows, both with a rest.
          {130, 1100, 190},
          {2100, 9, 70},
          {6, 270_000, 3}
        }) {
      WeightMatrix weights =
          WeightMatrix.pack(shape[1], shape[2], samples.normal(shape[1] * shape[2]));
      float[] inputs = samples.normal(shape[0] * shape[1]);
      float[] expected = new float[shape[0] * shape[2]];
      REFERENCE.project(inputs, shape[0], weights, expected);
      float[] actual = new float[expected.length];
      one.project(inputs, shape[0], weights, actual);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6 * 3 * shape[1]));
      }
      float[] again = new float[expected.length];
      two.project(inputs, shape[0], weights, again);
      assertThat(again).isEqualTo(actual);
    }
  }

  @Test
  void saysWhatItIs() {
    assertThat(two.threads()).isEqualTo(2);
    assertThat(two.describe()).matches("vector, (128|256|512) bits, 2 threads");
    assertThat(one.describe()).endsWith("1 thread");
  }
}
