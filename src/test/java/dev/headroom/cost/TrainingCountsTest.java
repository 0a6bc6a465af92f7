package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.timing.TrainingEstimate;
import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Training;
import dev.headroom.workload.Training.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training steps against sums worked by hand and published formulas. */
@Tag("reference")
final class TrainingCountsTest {
  private static final Training PLAIN = new Training(Optimizer.ADAM, false);

  private static Scenario step(long sequences, long target, ExecutionPolicy policy) {
    return Scenario.prefill(sequences, target).withPhase(Phase.TRAIN).withPolicy(policy);
  }

  private static TrainingModel paper(Training training) {
    return TrainingModel.of(
        Models.wmt(8, 4096), step(16, 256, ExecutionPolicy.FLASH).withSourceLength(256), training);
  }

  /**
   * One core of Shazeer 2019, section 4.3: 16 pairs of 256 + 256 tokens. Forward, a layer of the
   * encoder 2·4096·(4·1024² + 2·1024·4096) and 2·16·8·256²·256; of the decoder 2·4096·16,777,216,
   * 2·16·8·32,896·256 of causal pairs and 2·16·8·256²·256 of the source; six of each, and the
   * head's 2·4096·33,536·1024: 1,788,904,210,432 in all. Eight cores do 42.9 TFLOP in a step.
   */
  @Test
  void theModelsWorkInThePapersTrainingStep() {
    assertThat(paper(PLAIN).modelFlop(Batch.prefill(16, 256))).isEqualTo(3 * 1_788_904_210_432.0);
  }

  /** Backward is twice forward; a fused core multiplies its scores anew, half as much again. */
  @Test
  void theProgramsWork() {
    double cores = 6 * (2 * 4_294_967_296.0 + 2_155_872_256.0);
    double flop = paper(PLAIN).step().count(Batch.prefill(16, 256)).work().matmulFlop();
    assertThat(flop).isEqualTo(3 * 1_788_904_210_432.0 + 0.5 * cores);
  }

  /** Layers once more; the head is not recomputed. */
  @Test
  void recomputationIsAnotherForwardPassOfTheLayers() {
    double head = 2.0 * 4096 * 33_536 * 1024;
    Batch batch = Batch.prefill(16, 256);
    double once = paper(PLAIN).step().count(batch).work().matmulFlop();
    double again =
        paper(new Training(Optimizer.ADAM, true)).step().count(batch).work().matmulFlop();
    assertThat(again - once).isEqualTo(1_788_904_210_432.0 - head);
    assertThat(paper(new Training(Optimizer.ADAM, true)).modelFlop(batch))
        .isEqualTo(paper(PLAIN).modelFlop(batch));
  }

  private static Model gpt(int heads) {
    Attention attention = new GroupedAttention(heads, heads, 64, 64, new Mask.Causal());
    int width = heads * 64;
    return new Model(
        "gpt",
        width,
        new Embedding(1000, true, 0),
        2048,
        List.of(new LayerGroup(3, Layer.of(attention, new FeedForward.Dense(4 * width, false)))),
        List.of(),
        "made up");
  }

  /**
   * Korthikanti et al. 2022, arXiv:2205.05198, section 4.1, without dropout's masks: a layer keeps
   * {@code 32·s·b·h + 2·a·s²·b} bytes in 16 bits. Besides, the last norm and the head keep {@code
   * 2·s·b·h} each and the loss {@code 2·s·b·V}.
   */
  @Test
  void activationsOfAnUnfusedLayer() {
    long s = 128;
    long b = 4;
    long a = 8;
    long h = 512;
    TrainingModel model = TrainingModel.of(gpt(8), step(b, s, ExecutionPolicy.UNFUSED), PLAIN);
    Batch batch = Batch.prefill(b, s);
    TrainingModel.Memory memory = model.memory(batch, model.step().count(batch));
    double layer = 32.0 * s * b * h + 2.0 * a * s * s * b;
    double ends = 2 * 2.0 * s * b * h + 2.0 * s * b * 1000;
    assertThat(memory.activations()).isEqualTo(3 * layer + ends);
    assertThat(memory.recomputedActivations()).isEqualTo(3 * 2.0 * s * b * h + layer + ends);
  }

  /** Fused, the matrix of weights is gone; the logarithm of each row's sum stays, 4 bytes. */
  @Test
  void activationsOfAFusedLayer() {
    TrainingModel model = TrainingModel.of(gpt(8), step(4, 128, ExecutionPolicy.FLASH), PLAIN);
    double saved = 0;
    for (Operator operator : model.layers().get(0).operators()) {
      saved += operator.savedBytes(4, 128, 0);
    }
    assertThat(saved).isEqualTo(32.0 * 128 * 4 * 512 + 4.0 * 8 * 128 * 4);
  }

  /**
   * Weights and gradients of 2 bytes, Adam's moments of 8; all are read and written by the update.
   */
  @Test
  void whatTheUpdateMovesAndKeeps() {
    Model model = gpt(8);
    double n = model.parameters();
    TrainingModel layout = TrainingModel.of(model, step(4, 128, ExecutionPolicy.FLASH), PLAIN);
    Batch batch = Batch.prefill(4, 128);
    StepCost cost = layout.step().count(batch);
    TrainingModel.Memory memory = layout.memory(batch, cost);
    assertThat(memory.weights()).isEqualTo(2 * n);
    assertThat(memory.gradients()).isEqualTo(2 * n);
    assertThat(memory.optimizer()).isEqualTo(8 * n);
    OperatorCost update =
        cost.operators().stream()
            .filter(each -> each.operator().kind() == OperatorKind.OPTIMIZER)
            .findFirst()
            .orElseThrow();
    assertThat(update.traffic().weights()).isEqualTo(3 * 2 * n + 2 * 8 * n);
    assertThat(update.compulsory().weights()).isEqualTo(2 * n);
    assertThat(update.work().vectorFlop()).isEqualTo(10 * n);
  }

  /**
   * Shazeer 2019: 433 ms on four chips of 46 TFLOP/s are 54 % of the peak by the model's work in
   * reference A8 (43.2 TFLOP); causal pairs alone make it 53.9 %.
   */
  @Test
  void utilisation() {
    DeviceProfile core = ProfileCatalog.builtIn().find("tpu-v2-core");
    Scenario scenario = step(16, 256, ExecutionPolicy.FLASH).withSourceLength(256);
    TrainingEstimate estimate =
        TrainingEstimate.of(Models.wmt(8, 4096), core, scenario, Training.USUAL);
    assertThat(estimate.modelFlopUtilisation(0.433)).isCloseTo(0.539, within(0.001));
    assertThat(estimate.tokens()).isEqualTo(8192);
    assertThat(estimate.fits()).isTrue();
    assertThat(estimate.times().lowerBoundSeconds())
        .isLessThan(estimate.predictedSeconds().orElseThrow());
  }

  /**
   * Mixtral 8x7B, two of eight experts a token: each keeps its input of 4096 and three times its
   * 14,336 hidden values, 2 bytes each.
   */
  @Test
  void activationsOfExperts() {
    Model mixtral = dev.headroom.Headroom.model("mixtral-8x7b");
    TrainingModel layout = TrainingModel.of(mixtral, step(1, 8, ExecutionPolicy.FLASH), PLAIN);
    Operator experts =
        layout.layers().get(0).operators().stream()
            .filter(operator -> operator.kind() == OperatorKind.EXPERTS)
            .findFirst()
            .orElseThrow();
    assertThat(experts.savedBytes(1, 8, 0)).isEqualTo(8 * 2 * 2.0 * (4096 + 3 * 14_336));
  }

  @Test
  void whatIsNotCounted() {
    Model latent = dev.headroom.Headroom.model("deepseek-v2-lite-16b");
    assertThatThrownBy(() -> TrainingModel.of(latent, step(1, 8, ExecutionPolicy.FLASH), PLAIN))
        .hasMessageContaining("latent attention");
    assertThatThrownBy(
            () -> TrainingModel.of(Models.wmt(8, 4096), step(1, 8, ExecutionPolicy.FLASH), PLAIN))
        .hasMessageContaining("--input-len");
    assertThatThrownBy(() -> TrainingModel.of(gpt(8), Scenario.decode(1, 5), PLAIN))
        .hasMessageContaining("--phase train");
  }
}
