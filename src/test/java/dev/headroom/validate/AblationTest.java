package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class AblationTest {
  /** A row whose measured time is what the model predicts. */
  private static ValidationRow exact(CallShape shape) {
    Prediction prediction = new KernelTimeModel(Invented.calibration()).predict(shape);
    double seconds = prediction.predictedSeconds();
    return new ValidationRow(
        shape, prediction, Invented.samples(seconds), Invented.samples(seconds));
  }

  @Test
  void eachTermLeavesItsOwnErrorBehind() {
    // 64 keys of one head on one thread, which all lie near; 64 of 65,536 from memory.
    ValidationRow row = exact(Invented.shape(Phase.DECODE, 1, 1, 1, 64, 1));
    Prediction.Terms terms = row.prediction().terms();
    List<Ablation> ablations = Ablation.of(Invented.calibration(), List.of(row));

    assertThat(ablations).extracting(a -> a.errors().n()).containsOnly(1);
    // Four times the time of a stream, since memory is four times as slow as the cache; reading the
    // query and writing the output take as long as 768 bytes at 1 GB/s.
    double far = 4 * 8192e-9 - terms.streaming();
    double traffic = 768e-9 - (terms.rows() - 68e-9);
    assertThat(error(ablations, "caches")).isCloseTo((far + traffic) / terms.sum(), within(1e-3));
    // One row needs no micro-kernel of several, and no probe that jumps was measured.
    assertThat(error(ablations, "micro-kernels")).isCloseTo(0, within(1e-12));
    assertThat(error(ablations, "distance")).isZero();
    assertThat(error(ablations, "softmax")).isCloseTo(terms.softmax() / terms.sum(), within(1e-12));
    assertThat(error(ablations, "append")).isCloseTo(1280e-9 / terms.sum(), within(1e-9));
    assertThat(error(ablations, "hand-over")).isZero();
  }

  private static double error(List<Ablation> ablations, String start) {
    return ablations.stream()
        .filter(ablation -> ablation.without().startsWith(start))
        .findFirst()
        .orElseThrow()
        .errors()
        .median();
  }
}
