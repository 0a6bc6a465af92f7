package dev.headroom.cli;

import dev.headroom.fit.FitReport;
import dev.headroom.fit.HoldOut;
import dev.headroom.fit.SeriesFits;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelsText;
import dev.headroom.measurements.Measurement;
import dev.headroom.measurements.MeasurementTable;
import dev.headroom.report.Origin;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.view.MeasurementsView;
import dev.headroom.validate.ErrorSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code calibrate --measurements}: fits kernels of a named device to a table of measurements. */
final class FitMeasurements {
  @Mixin private MeasurementOptions table = new MeasurementOptions();

  @Option(
      names = {"-d", "--device"},
      paramLabel = "NAME|FILE",
      description = "With --measurements: the device that was measured.")
  private @Nullable String device;

  @Option(
      names = "--hold-out",
      paramLabel = "WHICH",
      description =
          "With --measurements: rows that the fit does not see and is judged on: shapes (one in five,"
              + " the default), largest (the 30 %% of most bytes) or width=N (of the heads).")
  private String holdOut = "shapes";

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description =
          "With --measurements: also write every row with its prediction, and whether the fit saw it,"
              + " as CSV.")
  private @Nullable Path rows;

  @Option(
      names = "--ablate",
      description =
          "With --measurements: also fit without each term of the model, and say what is lost.")
  private boolean ablate;

  @Option(
      names = "--bands-only",
      description =
          "With --measurements: keep the fitted numbers that the device's profile has; make their"
              + " uncertainty bands and errors anew.")
  private boolean bandsOnly;

  @Mixin private ProfileOptions profiles = new ProfileOptions();

  boolean isAskedFor() {
    return table.isGiven();
  }

  int run(Origin origin, Surroundings surroundings, @Nullable Path out, boolean quiet) {
    if (device == null) {
      throw new IllegalArgumentException("--measurements: needs --device, the one measured");
    }
    HoldOut held = heldOut();
    DeviceProfile measured = ProfileOptions.find(profiles.catalog(surroundings), device);
    MeasurementTable read = table.read(surroundings, quiet);
    String data = table.fileName() + ", " + surroundings.today();
    ProgressLine line = new ProgressLine(surroundings.err(), surroundings.terminal() && !quiet);
    double[] done = {0};
    SeriesFits fits = new SeriesFits(measured, data, held, text -> line.show(text, done[0]));
    List<FitReport> reports = new ArrayList<>();
    Map<Measurement.Series, List<Measurement>> bySeries =
        SeriesFits.bySeries(table.chosen(read.rows(), measured));
    if (bySeries.isEmpty()) {
      throw new IllegalArgumentException(
          "--measurements: no row is of device '" + measured.name() + "' and the kernel asked for");
    }
    bySeries.forEach(
        (series, rows) -> {
          if (!bandsOnly) {
            reports.add(fits.fit(series, rows));
          } else if (fits.knows(series)) {
            reports.add(fits.banded(series, rows));
          } else {
            surroundings
                .err()
                .println("No fit in the profile, and left out: " + series.kernelKey());
          }
          done[0] = (double) reports.size() / bySeries.size();
        });
    line.clear();
    for (FitReport report : reports) {
      surroundings
          .out()
          .println(
              report.series().kernelKey()
                  + " "
                  + report.series().phase().key()
                  + ": "
                  + report.provenance());
      if (ablate) {
        Map<String, FitReport> without = fits.ablation(report, rowsOf(bySeries, report));
        line.clear();
        lost(report, without).forEach(surroundings.out()::println);
      }
    }
    if (out != null) {
      OutputOptions.write("--out", out, profile(out, measured, reports));
      surroundings.out().println("Wrote " + out + ".");
    }
    if (rows != null) {
      OutputOptions.write("--rows", rows, csv(origin, reports));
      surroundings.out().println("Wrote " + rows + ".");
    }
    surroundings.out().flush();
    return ExitStatus.OK;
  }

  private static List<Measurement> rowsOf(
      Map<Measurement.Series, List<Measurement>> bySeries, FitReport report) {
    return bySeries.getOrDefault(report.series(), List.of());
  }

  /** The held-out errors without each term, beside those with all, in points of a per cent. */
  private static List<String> lost(FitReport full, Map<String, FitReport> without) {
    List<String> lines = new ArrayList<>();
    ErrorSummary with = full.heldOut().orElse(full.inSample());
    without.forEach(
        (term, report) -> {
          ErrorSummary errors = report.heldOut().orElse(report.inSample());
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  without %-12s median %5.1f %% (%+.1f), p90 %5.1f %% (%+.1f)",
                  term,
                  100 * errors.median(),
                  100 * (errors.median() - with.median()),
                  100 * errors.p90(),
                  100 * (errors.p90() - with.p90())));
        });
    return lines;
  }

  private static String csv(Origin origin, List<FitReport> reports) {
    return ReportFormat.CSV.text(
        MeasurementsView.rows(
            origin,
            reports.stream().flatMap(report -> report.known().stream()).toList(),
            reports.stream().flatMap(report -> report.held().stream()).toList()));
  }

  private HoldOut heldOut() {
    try {
      return HoldOut.parse(holdOut);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--hold-out: " + e.getMessage(), e);
    }
  }

  private static String profile(Path out, DeviceProfile measured, List<FitReport> reports) {
    String file = Objects.toString(out.getFileName(), "");
    String stem = file.endsWith(".yaml") ? file.substring(0, file.length() - 5) : file;
    return KernelsText.profile(stem, measured, SeriesFits.kernels(reports));
  }
}
