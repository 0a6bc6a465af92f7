package dev.headroom.validate;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.Samples;
import dev.headroom.measure.Setting;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.measure.Thoroughness;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;

/** A machine with round numbers: 1 GB/s and 10 GFLOP/s for one thread, twice that for two. */
final class Invented {
  private Invented() {}

  static Reading reading(Setting setting, double rate) {
    return new Reading(setting, rate, 1.25 * rate, 9, 0, 0.01, true);
  }

  static StoredCalibration calibration() {
    List<Reading> readings = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      readings.add(reading(Setting.of(Probe.MULTIPLY_ADD, threads), threads * 1e10));
      readings.add(reading(Setting.of(Probe.SOFTMAX, threads), threads * 1e9));
      // A row of 16 logits takes 32 ns and one of 256 takes 256 ns.
      readings.add(reading(Setting.of(Probe.SOFTMAX_SHORT, threads), threads * 5e8));
      readings.add(reading(Setting.of(Probe.ELEMENTWISE, threads), threads * 2e9));
      // A row of 16 numbers takes 20 ns and one of 128 takes 132 ns: 4 ns, and 1 ns a number.
      readings.add(reading(Setting.of(Probe.ROWS_SHORT, threads), threads / 20e-9));
      readings.add(reading(Setting.of(Probe.ROWS, threads), threads / 132e-9));
      for (int rows : List.of(1, 4)) {
        // As fast as a long panel: a call costs nothing of its own.
        double near = rows == 1 ? 2e9 : 8e9;
        readings.add(near(Probe.PANELS_SHORT, threads, rows, DataType.FP32, near));
      }
      for (Probe probe : List.of(Probe.HALF_PANELS, Probe.QUARTER_PANELS)) {
        readings.add(near(probe, threads, 4, DataType.FP32, 6e9));
      }
      readings.add(reading(Setting.read(threads, 1 << 15), threads * 4e9));
      readings.add(reading(Setting.read(threads, 1 << 25), threads * 1e9));
      for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
        readings.add(reading(Setting.append(threads, type), threads * 1e8));
        readings.add(near(Probe.HALF_PANELS, threads, 1, type, 1e9));
        readings.add(near(Probe.QUARTER_PANELS, threads, 1, type, 1e9));
        panels(readings, threads, type, 1, 2e9, 5e8);
        panels(readings, threads, type, 4, 8e9, 2e9);
      }
    }
    readings.add(reading(Setting.of(Probe.HAND_OVER, 2), 1e6));
    return new StoredCalibration("0123456789ab", "2026-11-20", Thoroughness.QUICK, 2, readings);
  }

  /** The same, but four rows of a short panel take twice as long an element. */
  static StoredCalibration withSlowCalls() {
    StoredCalibration usual = calibration();
    List<Reading> readings = new ArrayList<>(usual.readings());
    readings.add(near(Probe.PANELS_SHORT, 1, 4, DataType.FP32, 4e9));
    return new StoredCalibration("0123456789ab", "2026-11-20", Thoroughness.QUICK, 2, readings);
  }

  private static Reading near(Probe probe, int threads, int rows, DataType type, double rate) {
    return reading(Setting.nearPanels(probe, threads, rows, type), threads * rate);
  }

  private static void panels(
      List<Reading> readings, int threads, DataType type, int rows, double near, double far) {
    readings.add(reading(Setting.panels(threads, 1 << 15, rows, type), threads * near));
    readings.add(reading(Setting.panels(threads, 1 << 25, rows, type), threads * far));
  }

  static CallShape shape(Phase phase, int batch, int heads, int kvHeads, int length, int threads) {
    GroupedAttention attention = new GroupedAttention(heads, kvHeads, 64, 64, new Mask.Causal());
    return new CallShape(phase, attention, DataType.FP32, batch, length, threads);
  }

  static Samples samples(Double... seconds) {
    return new Samples("invented", List.of(seconds), 0, 1, true, true);
  }

  static ValidationRow row(CallShape shape, double predicted, double first, double second) {
    Prediction prediction =
        new Prediction(new Prediction.Terms(predicted, 0, 0, 0, 0), "memory", 0.5, 2 * predicted);
    return new ValidationRow(shape, prediction, samples(first), samples(second));
  }
}
