package dev.headroom.validate;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.Setting;
import dev.headroom.measure.StoredCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a term of the model is worth: the errors on the same rows without it.
 *
 * @param without what is left out
 * @param errors then
 */
public record Ablation(String without, ErrorSummary errors) {
  /**
   * Leaves out one term after the other.
   *
   * @param calibration that the rows were predicted from
   * @param rows measured; at least one
   */
  static List<Ablation> of(StoredCalibration calibration, List<ValidationRow> rows) {
    List<Ablation> ablations = new ArrayList<>();
    Map<Setting, Long> largest =
        calibration.readings().stream()
            .map(Reading::setting)
            .filter(Ablation::isStream)
            .collect(Collectors.toMap(Ablation::like, Setting::workingSetBytes, Math::max));
    predict(
        ablations,
        "caches: all is read as from memory",
        calibration,
        reading ->
            !isStream(reading.setting())
                || reading.setting().workingSetBytes()
                    == largest.getOrDefault(like(reading.setting()), 0L),
        rows);
    predict(
        ablations,
        "micro-kernels of several rows: one row at a time",
        calibration,
        reading -> reading.setting().probe() != Probe.PANELS || reading.setting().rows() == 1,
        rows);
    predict(
        ablations,
        "distance: rows, new keys and streams begin for nothing",
        calibration,
        reading -> !isApart(reading.setting().probe()),
        rows);
    subtract(ablations, "softmax", Prediction.Terms::softmax, rows);
    subtract(ablations, "care of rows", Prediction.Terms::rows, rows);
    subtract(ablations, "append", Prediction.Terms::append, rows);
    subtract(ablations, "hand-over to threads", Prediction.Terms::handOver, rows);
    return List.copyOf(ablations);
  }

  private static boolean isStream(Setting setting) {
    return setting.probe() == Probe.READ || setting.probe() == Probe.PANELS;
  }

  /** The same setting whatever its working set. */
  private static Setting like(Setting setting) {
    return new Setting(setting.probe(), setting.threads(), 1, setting.rows(), setting.type());
  }

  private static boolean isApart(Probe probe) {
    return probe == Probe.PANELS_IN_TURNS
        || probe == Probe.ROWS_APART
        || probe == Probe.APPEND_APART;
  }

  private static void predict(
      List<Ablation> ablations,
      String without,
      StoredCalibration calibration,
      Predicate<Reading> kept,
      List<ValidationRow> rows) {
    KernelTimeModel model =
        new KernelTimeModel(
            calibration.with(calibration.readings().stream().filter(kept).toList()));
    ablations.add(
        new Ablation(without, summary(rows, row -> model.predict(row.shape()).predictedSeconds())));
  }

  private static void subtract(
      List<Ablation> ablations,
      String without,
      ToDoubleFunction<Prediction.Terms> term,
      List<ValidationRow> rows) {
    ablations.add(
        new Ablation(
            without,
            summary(
                rows,
                row ->
                    row.prediction().predictedSeconds()
                        - term.applyAsDouble(row.prediction().terms()))));
  }

  private static ErrorSummary summary(
      List<ValidationRow> rows, ToDoubleFunction<ValidationRow> predicted) {
    return ErrorSummary.of(
        rows.stream().mapToDouble(predicted).toArray(),
        rows.stream().mapToDouble(ValidationRow::measuredSeconds).toArray());
  }
}
