package dev.headroom.cli;

import dev.headroom.fit.Judge;
import dev.headroom.fit.Judged;
import dev.headroom.fit.JudgedGroup;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.UnknownDeviceException;
import dev.headroom.measurements.Measurement;
import dev.headroom.measurements.MeasurementTable;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.view.MeasurementsView;
import dev.headroom.validate.ErrorSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code validate --measurements}: predictions against a table of measurements. */
final class JudgeMeasurements {
  @Mixin private MeasurementOptions table = new MeasurementOptions();

  @Option(
      names = {"-d", "--device"},
      paramLabel = "[SYSTEM=]PROFILE",
      split = ",",
      mapFallbackValue = "",
      description =
          "With --measurements: the profile of a system, or of every one (default: that of its name).")
  private Map<String, String> devices = new LinkedHashMap<>();

  @Option(
      names = "--held-out",
      description = "With --measurements: only shapes that no built-in fit has seen, one in five.")
  private boolean heldOut;

  @Mixin private JudgeModelRuns models = new JudgeModelRuns();
  @Mixin private ProfileOptions profiles = new ProfileOptions();

  boolean isAskedFor() {
    return table.isGiven();
  }

  /** Refuses what only tables and files of runs take. */
  void requireUnused() {
    models.requireUnused();
  }

  int run(
      Origin origin,
      Surroundings surroundings,
      Consumer<Report> writer,
      @Nullable ErrorLimits limits,
      boolean quiet) {
    ProfileCatalog catalog = profiles.catalog(surroundings);
    Optional<Path> wholeModels = table.modelRuns();
    if (wholeModels.isPresent()) {
      return models.run(
          origin,
          wholeModels.get(),
          system -> profile(catalog, system),
          writer,
          limits,
          surroundings);
    }
    models.requireUnused();
    MeasurementTable read = table.read(surroundings, quiet);
    Map<String, DeviceProfile> bySystem = new HashMap<>();
    Map<String, Integer> without = new LinkedHashMap<>();
    Map<Measurement.Series, Optional<Judge<?>>> judges = new HashMap<>();
    List<Judged> judged = new ArrayList<>();
    for (Measurement row : read.rows()) {
      if (!table.isChosen(row) || (heldOut && !row.isHeldOut())) {
        continue;
      }
      DeviceProfile device =
          bySystem.computeIfAbsent(row.series().system(), system -> profile(catalog, system));
      Optional<Judge<?>> judge =
          judges.computeIfAbsent(row.series(), series -> Judge.of(device, series));
      if (judge.isPresent()) {
        judged.add(judge.get().judge(row));
      } else {
        String name =
            device.name() + " " + row.series().kernelKey() + " " + row.series().phase().key();
        without.merge(name, 1, Integer::sum);
      }
    }
    List<String> notes = new ArrayList<>();
    without.forEach(
        (name, n) -> notes.add("No fitted kernel, and left out: " + name + ", " + n + " rows."));
    if (judged.isEmpty()) {
      throw new IllegalArgumentException(
          "--measurements: no row could be judged. " + String.join(" ", notes));
    }
    writer.accept(MeasurementsView.of(origin, table.fileName(), judged, notes));
    ErrorSummary errors = JudgedGroup.total(judged).errors();
    return ErrorLimits.status(limits, errors, surroundings);
  }

  private DeviceProfile profile(ProfileCatalog catalog, String system) {
    // A profile without a system is everyone's, unless theirs is named.
    String usual =
        devices.entrySet().stream()
            .filter(each -> each.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(system);
    String own = devices.getOrDefault(system, "");
    String name = own.isEmpty() ? usual : own;
    try {
      return ProfileOptions.find(catalog, name);
    } catch (UnknownDeviceException e) {
      throw new IllegalArgumentException("--device: system '" + system + "': " + e.getMessage(), e);
    }
  }
}
