package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import org.junit.jupiter.api.Test;

/** The reference kernel against numbers worked out by hand. */
class ReferenceAttentionTest {
  private static final float LN_3 = 1.0986123f;

  private final AttentionKernel kernel = AttentionKernels.reference();

  /**
   * Two heads of width 4 share one key and value head (MQA). √4 = 2.
   *
   * <p>Head 0 asks with (2 ln 3, 0, 0, 0): the logits of keys (1, 0, 0, 0) and (0, 1, 0, 0) are ln
   * 3 and 0, their weights 3/4 and 1/4, and of the values (4, 8) and (0, 16) come (3, 10). Head 1
   * asks with zeros: both weigh 1/2, and come (2, 12).
   */
  @Test
  void twoHeadsOfOneKeyHead() {
    GroupedAttention attention = new GroupedAttention(2, 1, 4, 2, new Mask.Causal());
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 2);
    cache.append(
        QueryLengths.each(1, 2), new float[] {1, 0, 0, 0, 0, 1, 0, 0}, new float[] {4, 8, 0, 16});
    float[] outputs = new float[4];
    kernel.attend(
        new float[] {2 * LN_3, 0, 0, 0, 0, 0, 0, 0}, QueryLengths.each(1, 1), cache, outputs);
    assertThat(outputs).containsExactly(new float[] {3, 10, 2, 12}, within(1e-5f));
  }

  /**
   * Three tokens with values 1, 2, 6 and queries of zero, so that a query's output is the mean of
   * what it sees.
   *
   * <p>Causal: 1, 3/2, 9/3. Bidirectional: 3 each. Window 2: 1, 3/2, 8/2. Chunk 2: 1, 3/2, 6.
   */
  @Test
  void masksSayWhatIsSeen() {
    assertThat(means(new Mask.Causal())).containsExactly(1, 1.5f, 3);
    assertThat(means(new Mask.Bidirectional())).containsExactly(3, 3, 3);
    assertThat(means(new Mask.Window(2))).containsExactly(1, 1.5f, 4);
    assertThat(means(new Mask.Chunk(2))).containsExactly(1, 1.5f, 6);
  }

  private float[] means(Mask mask) {
    GroupedAttention attention = new GroupedAttention(1, 1, 1, 1, mask);
    KvCache cache = KvCache.allocate(attention, DataType.FP32, 1, 3);
    cache.append(QueryLengths.each(1, 3), new float[] {1, 2, 3}, new float[] {1, 2, 6});
    float[] outputs = new float[3];
    kernel.attend(new float[3], QueryLengths.each(1, 3), cache, outputs);
    return outputs;
  }

  /** (1, 2) · ((3, 4, 5), (6, 7, 8)) = (15, 18, 21); twice that for (2, 4). */
  @Test
  void projects() {
    WeightMatrix weights = WeightMatrix.pack(2, 3, new float[] {3, 4, 5, 6, 7, 8});
    float[] outputs = new float[6];
    kernel.project(new float[] {1, 2, 2, 4}, 2, weights, outputs);
    assertThat(outputs).containsExactly(15, 18, 21, 30, 36, 42);
  }

  @Test
  void refusesWhatCannotBeComputed() {
    KvCache cache = KvCache.allocate(Samples.causal(2, 1, 4), DataType.FP32, 2, 8);
    float[] eight = new float[8];
    float[] sixteen = new float[16];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.attend(sixteen, QueryLengths.each(2, 1), cache, sixteen))
        .withMessage("sequence 0: must hold at least 1 keys for 1 queries, holds 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.attend(eight, QueryLengths.each(2, 1), cache, sixteen))
        .withMessage("queries: must have at least 16 elements, has 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.attend(sixteen, QueryLengths.each(2, 1), cache, eight))
        .withMessage("outputs: must have at least 16 elements, has 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.attend(sixteen, QueryLengths.each(1, 1), cache, sixteen))
        .withMessage("batch_size: must be the cache's 2, was 1");
  }

  @Test
  void refusesProjectionsThatDoNotFit() {
    WeightMatrix weights = WeightMatrix.pack(2, 3, new float[6]);
    float[] six = new float[6];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.project(six, 1, weights, six))
        .withMessage("outputs: must be another array than inputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.project(new float[3], 2, weights, six))
        .withMessage("inputs: must have at least 4 elements, has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.project(new float[4], -1, weights, six))
        .withMessage("rows: must not be negative, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightMatrix.pack(0, 3, six))
        .withMessage("inputs: must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightMatrix.pack(3, 3, six))
        .withMessage("weights: must have at least 9 elements, has 6");
  }
}
