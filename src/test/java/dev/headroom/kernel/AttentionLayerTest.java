package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionLayerTest {
  private static final int MODEL_DIM = 96;

  /**
   * One head of width 1 in a model of width 1, projections 2 (query), 1 (key), 3 (value), 5
   * (output). Inputs 0 and ln 3: the first token sees itself and gives 5·3·0 = 0. The second asks
   * with 2 ln 3; the logits are 0 and 2 ln 3 · ln 3 = 2.4138984, the weights 1 and e^2.4138984 =
   * 11.177446 over 12.177446; the values 0 and 3 ln 3 = 3.2958369. Output 5 · 3.2958369 · 11.177446
   * / 12.177446 = 15.125939.
   */
  @Test
  void tinyLayerByHand() {
    GroupedAttention attention = new GroupedAttention(1, 1, 1, 1, new Mask.Causal());
    LayerWeights weights = new LayerWeights(attention, scalar(2), scalar(1), scalar(3), scalar(5));
    try (AttentionKernel vector = AttentionKernels.vector(1)) {
      for (AttentionKernel kernel : List.of(vector, AttentionKernels.reference())) {
        KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 2);
        float[] outputs = new float[2];
        new AttentionLayer(kernel, weights)
            .forward(new float[] {0, 1.0986123f}, QueryLengths.each(1, 2), cache, outputs);
        assertThat(outputs).containsExactly(new float[] {0, 15.125939f}, within(1e-4f));
      }
    }
  }

  private static WeightMatrix scalar(float weight) {
    return WeightMatrix.pack(1, 1, new float[] {weight});
  }

  private static LayerWeights weights(GroupedAttention attention) {
    Samples samples = new Samples(3);
    int queryWidth = attention.queryHeads() * attention.keyDim();
    int keyWidth = attention.kvHeads() * attention.keyDim();
    int valueWidth = attention.kvHeads() * attention.valueDim();
    int headsWidth = attention.queryHeads() * attention.valueDim();
    return new LayerWeights(
        attention,
        WeightMatrix.pack(MODEL_DIM, queryWidth, small(samples, MODEL_DIM * queryWidth)),
        WeightMatrix.pack(MODEL_DIM, keyWidth, small(samples, MODEL_DIM * keyWidth)),
        WeightMatrix.pack(MODEL_DIM, valueWidth, small(samples, MODEL_DIM * valueWidth)),
        WeightMatrix.pack(headsWidth, MODEL_DIM, small(samples, headsWidth * MODEL_DIM)));
  }

  private static float[] small(Samples samples, int count) {
    float[] numbers = samples.normal(count);
    for (int i = 0; i < count; i++) {
      numbers[i] *= 0.1f;
    }
    return numbers;
  }

  /** A prompt at once, and token by token: Shazeer's batched and incremental forms. */
  @ParameterizedTest
  @ValueSource(ints = {8, 2, 1})
  void batchedEqualsIncremental(int kvHeads) {
    GroupedAttention attention = new GroupedAttention(8, kvHeads, 16, 24, new Mask.Causal());
    int tokens = 37;
    float[] inputs = new Samples(4).normal(2 * tokens * MODEL_DIM);
    float[] batched = new float[inputs.length];
    try (AttentionKernel kernel = AttentionKernels.vector(2)) {
      AttentionLayer layer = new AttentionLayer(kernel, weights(attention));
      KvCache cache = KvCache.allocate(attention, DataType.FP32, 2, tokens);
      layer.forward(inputs, QueryLengths.each(2, tokens), cache, batched);

      KvCache grown = KvCache.allocate(attention, DataType.FP32, 2, tokens);
      float[] step = new float[2 * MODEL_DIM];
      float[] output = new float[2 * MODEL_DIM];
      for (int token = 0; token < tokens; token++) {
        int second = (tokens + token) * MODEL_DIM;
        System.arraycopy(inputs, token * MODEL_DIM, step, 0, MODEL_DIM);
        System.arraycopy(inputs, second, step, MODEL_DIM, MODEL_DIM);
        layer.forward(step, QueryLengths.each(2, 1), grown, output);
        assertThat(Arrays.copyOf(output, MODEL_DIM))
            .containsExactly(
                Arrays.copyOfRange(batched, token * MODEL_DIM, (token + 1) * MODEL_DIM),
                within(2e-5f));
        assertThat(Arrays.copyOfRange(output, MODEL_DIM, 2 * MODEL_DIM))
            .containsExactly(
                Arrays.copyOfRange(batched, second, second + MODEL_DIM), within(2e-5f));
      }
    }
  }

  @Test
  void vectorLayerEqualsReferenceLayer() {
    GroupedAttention attention = new GroupedAttention(6, 3, 20, 36, new Mask.Window(9));
    LayerWeights weights = weights(attention);
    QueryLengths lengths = QueryLengths.of(21, 0, 5);
    float[] inputs = new Samples(5).normal(26 * MODEL_DIM);
    float[] expected = new float[inputs.length];
    float[] actual = new float[inputs.length];
    new AttentionLayer(AttentionKernels.reference(), weights)
        .forward(inputs, lengths, KvCache.allocate(attention, DataType.FP32, 3, 30), expected);
    try (AttentionKernel kernel = AttentionKernels.vector(2)) {
      new AttentionLayer(kernel, weights)
          .forward(inputs, lengths, KvCache.allocate(attention, DataType.FP32, 3, 30), actual);
    }
    assertThat(actual).containsExactly(expected, within(2e-5f));
  }

  @Test
  void refusesWhatDoesNotFit() {
    GroupedAttention attention = Samples.causal(2, 1, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LayerWeights(attention, scalar(1), scalar(1), scalar(1), scalar(1)))
        .withMessage("query projection: must be 1 × 8, was 1 × 1");
    AttentionLayer layer = new AttentionLayer(AttentionKernels.reference(), weights(attention));
    KvCache other = KvCache.allocate(Samples.causal(2, 2, 4), DataType.FP32, 1, 4);
    float[] row = new float[MODEL_DIM];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(row, QueryLengths.each(1, 1), other, row))
        .withMessageStartingWith("cache: must be for GroupedAttention[queryHeads=2, kvHeads=1");
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(row, QueryLengths.each(1, 2), cache, row))
        .withMessage("inputs: must have at least 192 elements, has 96");
  }
}
