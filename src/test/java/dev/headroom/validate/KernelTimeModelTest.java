package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.Setting;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.measure.Thoroughness;
import dev.headroom.validate.KernelSplit.Block;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model on a machine with round numbers. */
class KernelTimeModelTest {
  private static final KernelTimeModel MODEL = new KernelTimeModel(Invented.calibration());

  private static Prediction predict(
      Phase phase, int batch, int heads, int kvHeads, int length, int threads) {
    return MODEL.predict(Invented.shape(phase, batch, heads, kvHeads, length, threads));
  }

  @Test
  void aDecodeStepByHand() {
    // One sequence, one head, 64 keys of 64: 64·128 elements of 4 bytes are 32 KiB, the cached
    // point. 2 FLOP each at 2 GFLOP/s; softmax as below; a row of 64 numbers at 4 ns and 1 ns a
    // number, its query read and its output fetched and written back at the rate of 33,280 bytes;
    // 128 elements appended at 0.1 G/s.
    Prediction prediction = predict(Phase.DECODE, 1, 1, 1, 64, 1);
    // Queries and outputs, 512 bytes, push the working set a little beyond the cached point.
    double slower = Math.pow(4, Math.log(33_280 / 32_768.0) / Math.log(1024));
    assertThat(prediction.terms().streaming()).isCloseTo(8192e-9 * slower, within(1e-12));
    // 224/240 ns a logit; 32 ns less 16 logits for the row.
    assertThat(prediction.terms().softmax())
        .isCloseTo((64 * 224.0 / 240 + 32 - 16 * 224.0 / 240) * 1e-9, within(1e-15));
    double rate = 4e9 * Math.pow(0.25, Math.log(33_280 / 32_768.0) / Math.log(1024));
    assertThat(prediction.terms().rows()).isCloseTo(68e-9 + 768 / rate, within(1e-15));
    assertThat(prediction.terms().append()).isCloseTo(128 / 1e8, within(1e-12));
    assertThat(prediction.terms().handOver()).isZero();
    assertThat(prediction.bound()).isEqualTo("compute");
    // 32 KiB at 1.25 · 4 GB/s, and at 1 GB/s.
    assertThat(prediction.lowerBoundSeconds()).isCloseTo(32768 / 5e9, within(1e-12));
    assertThat(prediction.rooflineSeconds()).isCloseTo(32768 / 1e9, within(1e-12));
  }

  @Test
  void farAwayKeysBindByMemory() {
    // 65,536 keys are the far point of 32 MiB: 2 · 8 Mi FLOP at 0.5 GFLOP/s.
    Prediction prediction = predict(Phase.DECODE, 1, 1, 1, 65_536, 1);
    assertThat(prediction.terms().streaming()).isCloseTo(16_777_216 / 5e8, within(1e-9));
    assertThat(prediction.bound()).isEqualTo("memory");
  }

  @Test
  void twoThreadsHalveWhatDividesEvenlyAndPayTheHandOver() {
    Prediction one = predict(Phase.DECODE, 1, 2, 2, 64, 1);
    Prediction two = predict(Phase.DECODE, 1, 2, 2, 64, 2);
    assertThat(two.terms().streaming()).isCloseTo(one.terms().streaming() / 2, within(1e-12));
    assertThat(two.terms().handOver()).isCloseTo(2e-6, within(1e-15));
    // One item leaves the other thread nothing to do.
    assertThat(predict(Phase.DECODE, 1, 1, 1, 64, 2).terms())
        .isEqualTo(predict(Phase.DECODE, 1, 1, 1, 64, 1).terms());
    // Three items take as long as four.
    assertThat(predict(Phase.DECODE, 3, 1, 1, 32, 2).terms().softmax())
        .isCloseTo(predict(Phase.DECODE, 4, 1, 1, 32, 2).terms().softmax(), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void moreIsNeverFaster(Phase phase) {
    double last = 0;
    for (int length : new int[] {16, 100, 512, 513, 1000, 3000}) {
      double seconds = predict(phase, 2, 8, 2, length, 1).predictedSeconds();
      assertThat(seconds).as("length %d", length).isGreaterThan(last);
      last = seconds;
    }
    for (int batch = 1; batch < 9; batch++) {
      assertThat(predict(phase, batch + 1, 4, 2, 300, 1).predictedSeconds())
          .isGreaterThan(predict(phase, batch, 4, 2, 300, 1).predictedSeconds());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 32})
  void sharingKeysIsNeverSlowerInDecode(int heads) {
    assertThat(predict(Phase.DECODE, 4, heads, 1, 4096, 1).predictedSeconds())
        .isLessThan(predict(Phase.DECODE, 4, heads, heads, 4096, 1).predictedSeconds());
  }

  @Test
  void rowsAreComposedOfMicroKernels() {
    RateTable rates = new RateTable(Invented.calibration());
    double one = rates.secondsPerElement(DataType.FP32, 1, 1, 0);
    double four = rates.secondsPerElement(DataType.FP32, 1, 4, 0);
    assertThat(one).isCloseTo(1e-9, within(1e-15));
    assertThat(four).isCloseTo(1e-9, within(1e-15));
    assertThat(rates.secondsPerElement(DataType.FP32, 1, 6, 0)).isCloseTo(3e-9, within(1e-15));
    assertThat(rates.secondsPerElement(DataType.FP32, 1, 8, 0)).isCloseTo(2e-9, within(1e-15));
    // Far away, the four measured rows and one more on the panel that is then cached.
    assertThat(rates.secondsPerElement(DataType.FP32, 1, 5, 1 << 25))
        .isCloseTo(4e-9 + 1e-9, within(1e-15));
    // A packed type in a micro-kernel of one row thrice, on two threads.
    assertThat(rates.secondsPerElement(DataType.INT8, 2, 3, 0)).isCloseTo(0.5e-9, within(1e-15));
    // Panels of 32 columns: four rows in one go at 8/6 ns, three more at 2 ns each.
    assertThat(rates.narrowSecondsPerElement(32, DataType.FP32, 1, 7, 0))
        .isCloseTo(8e-9 / 6 + 6e-9, within(1e-15));
    // int8 in registers, a row after the other.
    assertThat(rates.narrowSecondsPerElement(16, DataType.INT8, 1, 2, 0))
        .isCloseTo(4e-9, within(1e-15));
  }

  @Test
  void aCallCostsWhatShortPanelsTakeLonger() {
    assertThat(new RateTable(Invented.calibration()).callSeconds(1, 9)).isZero();
    // Four rows of a short panel at 4 GFLOP/s are 2 ns an element instead of 1. The nanosecond is a
    // call's cost over 16 less over 128 rows of 64: 1 ns · 64 · 128/7.
    assertThat(new RateTable(Invented.withSlowCalls()).callSeconds(1, 8))
        .isCloseTo(2 * 1e-9 * 64 * 128 / 7, within(1e-15));
  }

  @Test
  void rowsCostPerRowAndPerNumber() {
    RateTable rates = new RateTable(Invented.calibration());
    assertThat(rates.rowSeconds(1, 10, 1000)).isCloseTo(10 * 4e-9 + 1000 * 1e-9, within(1e-15));
    assertThat(rates.rowSeconds(2, 10, 1000)).isCloseTo(520e-9, within(1e-15));
  }

  @Test
  void distanceIsWhatProbesThatJumpTakeLonger() {
    StoredCalibration usual = Invented.calibration();
    List<Reading> readings = new ArrayList<>(usual.readings());
    // A panel in 1 us more than the 32.768 us of one that follows another; a row of 16 lines in 160
    // ns more than the 132 ns of one nearby; 256 elements on 136 lines in 1360 ns more than 2560
    // ns.
    readings.add(
        Invented.reading(Setting.apart(Probe.PANELS_IN_TURNS, 1, 1 << 25), 16384 / 33.768e-6));
    readings.add(Invented.reading(Setting.apart(Probe.ROWS_APART, 1, 1 << 25), 1 / 292e-9));
    readings.add(Invented.reading(Setting.apart(Probe.APPEND_APART, 1, 1 << 25), 256 / 3920e-9));
    StoredCalibration calibration =
        new StoredCalibration(
            usual.fingerprint(), usual.date(), usual.thoroughness(), 2, List.copyOf(readings));
    RateTable rates = new RateTable(calibration);
    assertThat(rates.turnSeconds(1, 1 << 25)).isCloseTo(1e-6, within(1e-12));
    assertThat(rates.rowLineSeconds(1, 1 << 25)).isCloseTo(10e-9, within(1e-15));
    assertThat(rates.appendLineSeconds(1, 1 << 25)).isCloseTo(10e-9, within(1e-15));
    // 65,536 keys of one head in 128 parts, which both streams begin anew; a key of 64 lines and a
    // value of 4 are appended.
    CallShape shape = Invented.shape(Phase.DECODE, 1, 1, 1, 65_536, 1);
    Prediction far = new KernelTimeModel(calibration).predict(shape);
    Prediction near = MODEL.predict(shape);
    assertThat(far.terms().streaming() - near.terms().streaming())
        .isCloseTo(128 * 2 * 1e-6, within(1e-9));
    assertThat(far.terms().append() - near.terms().append()).isCloseTo(68 * 10e-9, within(1e-12));
  }

  @Test
  void aCurveIsStraightInLogarithms() {
    Curve curve = new Curve();
    curve.put(1, 100);
    curve.put(100, 1);
    assertThat(curve.at(10)).isCloseTo(10, within(1e-9));
    assertThat(curve.at(0.1)).isEqualTo(100);
    assertThat(curve.at(1e6)).isEqualTo(1);
    assertThat(curve.largestFrom(10)).isEqualTo(100);
    assertThat(curve.largestFrom(100)).isEqualTo(1);
  }

  @Test
  void theCutIsTheKernels() {
    KernelSplit decode = KernelSplit.of(Invented.shape(Phase.DECODE, 1, 32, 1, 1500, 2));
    assertThat(decode.items()).isEqualTo(3);
    assertThat(decode.parts()).isEqualTo(3);
    assertThat(decode.blocks())
        .containsExactly(new Block(32, 1500, 1500, 36 * 32, 0, 1504 * 32, 3 * 32, 3));
    KernelSplit prefill = KernelSplit.of(Invented.shape(Phase.PREFILL, 2, 32, 1, 5, 2));
    // Blocks of three tokens: 1+2+3 and 4+5 keys.
    assertThat(prefill.items()).isEqualTo(4);
    assertThat(prefill.blocks())
        .containsExactly(
            new Block(96, 3, 0, 3 * 64 * 32, 6 * 32, 3 * 16 * 32, 3 * 32, 1),
            new Block(64, 5, 0, 2 * 64 * 32, 9 * 32, 2 * 16 * 32, 2 * 32, 1));
  }

  @Test
  void withoutAReadingItSaysWhichOne() {
    StoredCalibration empty =
        new StoredCalibration("x", "2026-11-20", Thoroughness.QUICK, 1, List.of());
    assertThatThrownBy(() -> new KernelTimeModel(empty))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("multiply_add");
  }
}
