package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvCacheTest {
  private static final GroupedAttention ATTENTION =
      new GroupedAttention(4, 2, 70, 90, new Mask.Causal());

  /** Every number is found again where it was put, off by no more than its stored type rounds. */
  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void keepsWhatIsAppended(DataType type) {
    Samples samples = new Samples(1);
    KvCache cache = KvCache.allocate(ATTENTION, type, 2, 200);
    float[] keys = samples.normal(200 * 2 * 70);
    float[] values = samples.normal(200 * 2 * 90);
    // Sequence 0 gets the first 130 rows, sequence 1 the other 70, each in two goes.
    cache.append(QueryLengths.of(130, 0), keys, values);
    cache.append(QueryLengths.of(0, 69), tail(keys, 130 * 140), tail(values, 130 * 180));
    cache.append(QueryLengths.of(0, 1), tail(keys, 199 * 140), tail(values, 199 * 180));
    for (int row = 0; row < 200; row++) {
      for (int head = 0; head < 2; head++) {
        int sequence = row < 130 ? 0 : 1;
        int token = row < 130 ? row : row - 130;
        int key = (row * 2 + head) * 70;
        double keyStep = step(type, keys, key, 70);
        for (int i = 0; i < 70; i++) {
          assertThat(cache.key(sequence, head, token, i))
              .isCloseTo(keys[key + i], within(rounding(type, keys[key + i], keyStep)));
        }
        int value = (row * 2 + head) * 90;
        double valueStep = step(type, values, value, 90);
        for (int i = 0; i < 90; i++) {
          assertThat(cache.value(sequence, head, token, i))
              .isCloseTo(values[value + i], within(rounding(type, values[value + i], valueStep)));
        }
      }
    }
  }

  private static float[] tail(float[] array, int from) {
    return java.util.Arrays.copyOfRange(array, from, array.length);
  }

  private static double step(DataType type, float[] numbers, int from, int count) {
    double largest = 0;
    for (int i = 0; i < count && type == DataType.INT8; i++) {
      largest = Math.max(largest, Math.abs(numbers[from + i]));
    }
    return largest / 127;
  }

  private static double rounding(DataType type, float x, double int8Step) {
    return switch (type) {
      case BF16 -> Math.abs(x) / 256;
      case INT8 -> int8Step / 2 * (1 + 1e-5);
      default -> 0;
    };
  }

  /**
   * bf16 keeps 8 bits: of 1 + 1/128 + 1/256 (a tie) the even neighbour 1 + 2/128, of 1 + 1/256 the
   * even 1.
   */
  @Test
  void roundsBf16ToNearestEven() {
    float[] keys = {1 + 3 / 256f, 1 + 1 / 256f, -0f, Float.MAX_VALUE};
    KvCache cache = KvCache.allocate(Samples.causal(1, 1, 4), DataType.BF16, 1, 1);
    cache.append(QueryLengths.each(1, 1), keys, keys);
    assertThat(cache.key(0, 0, 0, 0)).isEqualTo(1 + 2 / 128.0);
    assertThat(cache.key(0, 0, 0, 1)).isEqualTo(1);
    assertThat(1 / cache.key(0, 0, 0, 2)).isNegative();
    // 2¹²⁷·(2 − 2⁻⁷), the largest finite bf16.
    assertThat(cache.key(0, 0, 0, 3)).isEqualTo(0x1.fep127);
  }

  /**
   * The largest, −2.54, becomes −127 steps of 0.02; 0.05 is 2.5 steps, which round to 2; zeros stay
   * zeros.
   */
  @Test
  void scalesInt8ByTheLargest() {
    KvCache cache = KvCache.allocate(Samples.causal(1, 1, 2), DataType.INT8, 1, 2);
    cache.append(
        QueryLengths.each(1, 2), new float[] {-2.54f, 0.0499f, 0, 0}, new float[] {1, 2, 3, 4});
    assertThat(cache.key(0, 0, 0, 0)).isCloseTo(-2.54, within(1e-6));
    assertThat(cache.key(0, 0, 0, 1)).isCloseTo(0.04, within(1e-6));
    assertThat(cache.key(0, 0, 1, 0)).isZero();
    assertThat(cache.value(0, 0, 1, 1)).isCloseTo(4, within(1e-6));
  }

  /** 10 tokens · 2 heads · (70 + 90) numbers; int8 adds two scales of 4 bytes a head. */
  @Test
  void countsItsBytes() {
    assertThat(KvCache.allocate(ATTENTION, DataType.FP32, 1, 1).bytes(10)).isEqualTo(12_800);
    assertThat(KvCache.allocate(ATTENTION, DataType.BF16, 1, 1).bytes(10)).isEqualTo(6_400);
    assertThat(KvCache.allocate(ATTENTION, DataType.INT8, 1, 1).bytes(10)).isEqualTo(3_360);
  }

  @Test
  void refusesToOutgrowItsCapacity() {
    KvCache cache = KvCache.allocate(Samples.causal(1, 1, 2), DataType.FP32, 2, 3);
    float[] eight = new float[8];
    cache.append(QueryLengths.of(2, 1), eight, eight);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.append(QueryLengths.of(1, 3), eight, eight))
        .withMessage("sequence 1: must be at most 3 tokens long, the capacity, would be 4");
    assertThat(cache.length(0)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.append(QueryLengths.of(1, 1), new float[3], eight))
        .withMessage("keys: must have at least 4 elements, has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.append(QueryLengths.of(1, 1), eight, new float[3]))
        .withMessage("values: must have at least 4 elements, has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.append(QueryLengths.each(1, 1), eight, eight))
        .withMessage("batch_size: must be the cache's 2, was 1");
  }

  @Test
  void refusesImpossibleShapes() {
    GroupedAttention attention = Samples.causal(1, 1, 128);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCache.allocate(attention, DataType.FP8, 1, 1))
        .withMessage("kv_cache_dtype: must be fp32, bf16 or int8, was fp8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCache.allocate(attention, DataType.FP32, 0, 1))
        .withMessage("batch_size: must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCache.allocate(attention, DataType.FP32, 1, 0))
        .withMessage("capacity: must be at least 1, was 0");
    // 2²⁴ tokens of 128 words are 2³¹ words.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCache.allocate(attention, DataType.FP32, 1, 1 << 24))
        .withMessage(
            "keys of the cache: must be at most 2147483571 words of 4 bytes, was 2147483648");
    GroupedAttention sparse = new GroupedAttention(1, 1, 1, 1, new Mask.TopK(4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KvCache.allocate(sparse, DataType.FP32, 1, 8))
        .withMessage("mask: must be causal, window, chunk, bidirectional or source, was top-4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueryLengths.of(1, -1))
        .withMessage("query_length of sequence 1: must not be negative, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueryLengths.of())
        .withMessage("batch_size: must be at least 1, was 0");
  }

  @Test
  void forgets() {
    KvCache cache = new Samples(2).cache(ATTENTION, DataType.FP32, 9, 9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.truncate(0, 10))
        .withMessage("length: must be from 0 to 9, was 10");
    cache.truncate(0, 4);
    assertThat(cache.length(0)).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.truncate(1, 0))
        .withMessage("sequence: must be from 0 to 0, was 1");
  }
}
