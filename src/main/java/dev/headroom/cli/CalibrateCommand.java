package dev.headroom.cli;

import dev.headroom.document.AtomicFiles;
import dev.headroom.hardware.Identity;
import dev.headroom.measure.Calibration;
import dev.headroom.measure.CalibrationDocument;
import dev.headroom.measure.CalibrationPlan;
import dev.headroom.measure.CalibrationRecord;
import dev.headroom.measure.CalibrationResult;
import dev.headroom.measure.CalibrationSummary;
import dev.headroom.measure.LocalProfile;
import dev.headroom.measure.MachineFingerprint;
import dev.headroom.measure.MachineTooBusyException;
import dev.headroom.measure.Thoroughness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom calibrate}: this machine as a device. */
@Command(
    name = "calibrate",
    description =
        "Measures this machine by micro-benchmarks and writes it down as a device profile, so that"
            + " every command can predict for it. Nothing else should run meanwhile.",
    footer = {
      "",
      "Examples:",
      "  headroom calibrate",
      "  headroom calibrate --full --out my-box.yaml",
      "  headroom compare -d local",
      "  headroom calibrate --measurements attention.csv -d h100_sxm --out my-h100.yaml"
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final String SUFFIX = ".yaml";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--quick",
      description = "Within 20 seconds; enough to predict well (the default).")
  private boolean quick;

  @Option(
      names = "--full",
      description = "Within 3 minutes: finer steps, more threads, more samples.")
  private boolean full;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that are the whole machine (default: all that may be used).")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The profile to write, NAME.yaml; NAME.calibration.json with all readings goes beside it"
              + " (default: local.yaml in your own folder of profiles).")
  private @Nullable Path file;

  @Mixin private FitMeasurements measurements = new FitMeasurements();
  @Mixin private GeneralOptions general = new GeneralOptions();

  CalibrateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (measurements.isAskedFor()) {
      return measurements.run(Provenance.of(spec), surroundings, file, general.quiet());
    }
    Thoroughness thoroughness = thoroughness();
    Path target = target();
    int mostThreads = threads();
    MachineFingerprint machine = MachineFingerprint.ofThisMachine();
    Optional<String> obstacle = Calibration.obstacle(machine);
    if (obstacle.isPresent()) {
      return notPossible(obstacle.get());
    }
    ProgressLine line =
        new ProgressLine(surroundings.err(), surroundings.terminal() && !general.quiet());
    try {
      CalibrationPlan plan =
          CalibrationPlan.of(thoroughness, mostThreads, Runtime.getRuntime().maxMemory());
      CalibrationResult result = Calibration.run(machine, plan, line::show);
      line.clear();
      write(target, result);
      return ExitStatus.OK;
    } catch (UnsupportedOperationException | MachineTooBusyException e) {
      line.clear();
      return notPossible(String.valueOf(e.getMessage()));
    }
  }

  private Thoroughness thoroughness() {
    if (quick && full) {
      throw new IllegalArgumentException("--quick, --full: only one of them may be given");
    }
    return full ? Thoroughness.FULL : Thoroughness.QUICK;
  }

  private int threads() {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads == null) {
      return most;
    }
    if (threads < 1 || threads > most) {
      throw new IllegalArgumentException(
          "--threads: must be between 1 and "
              + most
              + ", the processors that may be used, was "
              + threads);
    }
    return threads;
  }

  /** The profile's file, checked before the time is spent. */
  private Path target() {
    if (file == null) {
      return surroundings.userFolder("profiles").resolve("local" + SUFFIX);
    }
    String name = String.valueOf(file.getFileName());
    String stem = stem(file);
    if (!name.endsWith(SUFFIX) || stem.isEmpty() || !stem.equals(Identity.preset(stem))) {
      String right = Identity.preset(stem).isEmpty() ? "local" : Identity.preset(stem);
      throw new IllegalArgumentException(
          "--out: must be a file such as '"
              + right
              + SUFFIX
              + "', lower case letters and digits with single hyphens, was '"
              + name
              + "'");
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("--out: '" + file + "' is a folder");
    }
    return file;
  }

  private static String stem(Path profile) {
    String name = String.valueOf(profile.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private void write(Path target, CalibrationResult result) {
    CalibrationRecord circumstances =
        new CalibrationRecord(
            Provenance.of(spec).command(), Provenance.version(), surroundings.today());
    String profile = LocalProfile.text(stem(target), result, circumstances);
    Path readings = CalibrationDocument.beside(target);
    try {
      // The profile last: whoever finds it finds the readings too.
      AtomicFiles.write(readings, CalibrationDocument.text(result, circumstances));
      AtomicFiles.write(target, profile);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--out: cannot write '" + target + "': " + e.getMessage(), e);
    }
    CalibrationSummary.lines(result).forEach(surroundings.out()::println);
    surroundings.out().println("Wrote " + target + " and " + readings.getFileName() + ".");
    surroundings.out().flush();
  }

  private int notPossible(String reason) {
    surroundings.err().println("headroom: calibrate: " + reason);
    surroundings.err().flush();
    return ExitStatus.NOT_POSSIBLE_HERE;
  }
}
