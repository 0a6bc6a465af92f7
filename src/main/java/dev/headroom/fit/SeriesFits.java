package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.FittedNumber;
import dev.headroom.hardware.GemmParameter;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.Call;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.MixedShape;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Fits every series of a table on some of its rows and judges it on the others. */
public final class SeriesFits {
  private final DeviceProfile device;
  private final String origin;
  private final HoldOut holdOut;
  private final Consumer<String> progress;

  /**
   * Fits for a device.
   *
   * @param origin data and date, for the provenance
   * @param holdOut which rows the fits do not see
   * @param progress told in words what is being done
   */
  public SeriesFits(
      DeviceProfile device, String origin, HoldOut holdOut, Consumer<String> progress) {
    this.device = device;
    this.origin = origin;
    this.holdOut = holdOut;
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
    List<Measurement> known = rows.stream().filter(holdOut.of(rows).negate()).toList();
    String name = series.kernelKey() + " " + series.phase().key();
    Consumer<String> told = text -> progress.accept(name + ": " + text);
    KernelProfile empty = KernelProfile.named(series.kernelKey());
    return switch (series.phase()) {
      case GEMM -> {
        GemmPhase found = new GemmFit(device, told).fit(timed(known, GemmShape.class));
        yield report(series, rows, words -> empty.with(found.withProvenance(words)));
      }
      case MIXED -> {
        KernelPhase found = KernelFit.ofMixed(device, told).fit(timed(known, MixedShape.class));
        yield report(series, rows, words -> empty.withMixed(found.withProvenance(words)));
      }
      case DECODE, PREFILL -> {
        boolean decode = series.phase() == Measurement.Phase.DECODE;
        KernelPhase found =
            KernelFit.of(device, decode, sample(rows).kvType(), told)
                .fit(timed(known, KernelShape.class))
                .serving(sample(rows).form(), sample(rows).productType());
        yield report(series, rows, words -> empty.with(decode, found.withProvenance(words)));
      }
    };
  }

  /** Whether the device has a fit of a series. */
  public boolean knows(Measurement.Series series) {
    return Judge.of(device, series).isPresent();
  }

  /**
   * Judges the device's own kernel of a series, whose bands are made anew from the rows that fits
   * may see; its fitted numbers stay. The device must know it.
   */
  public FitReport banded(Measurement.Series series, List<Measurement> rows) {
    List<Measurement> known = rows.stream().filter(holdOut.of(rows).negate()).toList();
    String name = series.kernelKey() + " " + series.phase().key();
    Consumer<String> told = text -> progress.accept(name + ": " + text);
    KernelProfile own = device.kernel(series.kernelKey()).orElseThrow();
    KernelProfile empty = KernelProfile.named(series.kernelKey());
    return switch (series.phase()) {
      case GEMM -> {
        GemmPhase found =
            new GemmFit(device, told)
                .banded(own.gemm().orElseThrow(), timed(known, GemmShape.class));
        yield report(series, rows, words -> empty.with(found.withProvenance(words)));
      }
      case MIXED -> {
        KernelPhase found =
            KernelFit.ofMixed(device, told)
                .banded(own.mixed().orElseThrow(), timed(known, MixedShape.class));
        yield report(series, rows, words -> empty.withMixed(found.withProvenance(words)));
      }
      case DECODE, PREFILL -> {
        boolean decode = series.phase() == Measurement.Phase.DECODE;
        KernelPhase found =
            KernelFit.of(device, decode, sample(rows).kvType(), told)
                .banded(own.phase(decode).orElseThrow(), timed(known, KernelShape.class));
        yield report(series, rows, words -> empty.with(decode, found.withProvenance(words)));
      }
    };
  }

  /**
   * Fits one series once more for each term of the model, without that term but in the same
   * structure: what is lost says what the term is worth. A term without effect in the phase or
   * structure loses nothing.
   *
   * @param full its fit with all terms
   * @return reports by term, in the order of the fitted numbers
   */
  public Map<String, FitReport> ablation(FitReport full, List<Measurement> rows) {
    Measurement.Series series = full.series();
    List<Measurement> known = rows.stream().filter(holdOut.of(rows).negate()).toList();
    List<? extends FittedNumber> numbers =
        series.phase() == Measurement.Phase.GEMM
            ? List.of(GemmParameter.values())
            : List.of(KernelParameter.values());
    Map<String, FitReport> reports = new LinkedHashMap<>();
    numbers.stream()
        .map(FittedNumber::term)
        .distinct()
        .forEach(
            term -> {
              Consumer<String> told =
                  text -> progress.accept(series.kernelKey() + " without " + term + ": " + text);
              reports.put(term, without(term, full, rows, known, told));
            });
    return reports;
  }

  private FitReport without(
      String term,
      FitReport full,
      List<Measurement> rows,
      List<Measurement> known,
      Consumer<String> told) {
    Measurement.Series series = full.series();
    KernelProfile kernel = full.kernel();
    return switch (series.phase()) {
      case GEMM -> {
        GemmPhase found =
            new GemmFit(device, told)
                .without(term, kernel.gemm().orElseThrow().structure())
                .unbanded(timed(known, GemmShape.class));
        yield report(series, rows, words -> kernel.with(found.withProvenance(words)));
      }
      case MIXED -> {
        KernelPhase found =
            KernelFit.ofMixed(device, told)
                .without(term, kernel.mixed().orElseThrow().structure())
                .unbanded(timed(known, MixedShape.class));
        yield report(series, rows, words -> kernel.withMixed(found.withProvenance(words)));
      }
      case DECODE, PREFILL -> {
        boolean decode = series.phase() == Measurement.Phase.DECODE;
        KernelPhase found =
            KernelFit.of(device, decode, sample(rows).kvType(), told)
                .without(term, kernel.phase(decode).orElseThrow().structure())
                .unbanded(timed(known, KernelShape.class));
        yield report(series, rows, words -> kernel.with(decode, found.withProvenance(words)));
      }
    };
  }

  private static KernelShape sample(List<Measurement> rows) {
    return (KernelShape) rows.get(0).call();
  }

  private FitReport report(
      Measurement.Series series,
      List<Measurement> rows,
      Function<String, KernelProfile> withProvenance) {
    Judge<?> judge =
        Judge.of(device.withKernels(List.of(withProvenance.apply(""))), series).orElseThrow();
    Predicate<Measurement> held = holdOut.of(rows);
    FitReport report =
        new FitReport(
            series,
            withProvenance.apply(""),
            "",
            rows.stream().filter(held.negate()).map(judge::judge).toList(),
            rows.stream().filter(held).map(judge::judge).toList());
    String provenance =
        "fitted on "
            + origin
            + ": in sample "
            + text(report.inSample())
            + report
                .heldOut()
                .map(e -> "; " + holdOut.words() + " " + text(e))
                .orElse("; nothing held out");
    return new FitReport(
        series, withProvenance.apply(provenance), provenance, report.known(), report.held());
  }

  private static <C extends Call> List<Timed<C>> timed(List<Measurement> rows, Class<C> kind) {
    return rows.stream().map(row -> new Timed<>(kind.cast(row.call()), row.seconds())).toList();
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

  /** The reports as kernels, the parts of one kernel together. */
  public static List<KernelProfile> kernels(List<FitReport> reports) {
    Map<String, KernelProfile> kernels = new LinkedHashMap<>();
    reports.forEach(
        report -> kernels.merge(report.kernel().name(), report.kernel(), KernelProfile::joined));
    return List.copyOf(kernels.values());
  }
}
