package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Fits every series of a table on four shapes in five and judges it on the fifth. */
public final class SeriesFits {
  private final DeviceProfile device;
  private final String origin;
  private final Consumer<String> progress;

  /**
   * Fits for a device.
   *
   * @param origin data and date, for the provenance
   * @param progress told in words what is being done
   */
  public SeriesFits(DeviceProfile device, String origin, Consumer<String> progress) {
    this.device = device;
    this.origin = origin;
    this.progress = progress;
  }

  /** The measurements of each series, in the order of the file. */
  public static Map<Measurement.Series, List<Measurement>> bySeries(List<Measurement> rows) {
    Map<Measurement.Series, List<Measurement>> series = new LinkedHashMap<>();
    rows.forEach(row -> series.computeIfAbsent(row.series(), s -> new ArrayList<>()).add(row));
    return series;
  }

  /** Fits one series. */
  public FitReport fit(Measurement.Series series, List<Measurement> rows) {
    List<Measurement> known = rows.stream().filter(row -> !row.isHeldOut()).toList();
    List<Measurement> held = rows.stream().filter(Measurement::isHeldOut).toList();
    String name = series.kernelKey() + " " + series.phase();
    KernelFit fit =
        new KernelFit(device, series.decode(), text -> progress.accept(name + ": " + text));
    KernelShape sample = rows.get(0).shape();
    KernelPhase found = fit.fit(known).serving(sample.form(), sample.productType());
    KernelTime time = new KernelTime(device, found, series.decode());
    ErrorSummary inSample = errors(time, known);
    Optional<ErrorSummary> heldOut =
        held.isEmpty() ? Optional.empty() : Optional.of(errors(time, held));
    String judged = heldOut.map(e -> "; held out " + text(e)).orElse("; nothing held out");
    String provenance = "fitted on " + origin + ": in sample " + text(inSample) + judged;
    return new FitReport(series, found.withProvenance(provenance), inSample, heldOut);
  }

  private static String text(ErrorSummary errors) {
    return String.format(
        Locale.ROOT,
        "n %d, median %.1f %%, p90 %.1f %%, worst %.0f %%, bias %.3f",
        errors.n(),
        100 * errors.median(),
        100 * errors.p90(),
        100 * errors.worst(),
        errors.bias());
  }

  /** How far a kernel's predictions are from these rows. */
  static ErrorSummary errors(KernelTime time, List<Measurement> rows) {
    return ErrorSummary.of(
        rows.stream().mapToDouble(row -> time.seconds(row.shape())).toArray(),
        rows.stream().mapToDouble(Measurement::seconds).toArray());
  }

  /** The reports as kernels, the phases of one kernel together. */
  public static List<KernelProfile> kernels(List<FitReport> reports) {
    Map<String, KernelProfile> kernels = new LinkedHashMap<>();
    for (FitReport report : reports) {
      String name = report.series().kernelKey();
      Optional<KernelPhase> fitted = Optional.of(report.kernel());
      KernelProfile known =
          kernels.getOrDefault(name, new KernelProfile(name, Optional.empty(), Optional.empty()));
      kernels.put(
          name,
          report.series().decode()
              ? new KernelProfile(name, fitted, known.prefill())
              : new KernelProfile(name, known.decode(), fitted));
    }
    return List.copyOf(kernels.values());
  }
}
