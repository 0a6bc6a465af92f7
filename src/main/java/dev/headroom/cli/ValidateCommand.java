package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.measure.Calibration;
import dev.headroom.measure.CalibrationDocument;
import dev.headroom.measure.CalibrationPlan;
import dev.headroom.measure.CalibrationResult;
import dev.headroom.measure.MachineFingerprint;
import dev.headroom.measure.MachineTooBusyException;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.measure.Thoroughness;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.view.ValidateView;
import dev.headroom.validate.CallShape;
import dev.headroom.validate.KernelTimeModel;
import dev.headroom.validate.ShapeSampler;
import dev.headroom.validate.Validation;
import dev.headroom.validate.ValidationRun;
import dev.headroom.workload.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom validate}: how right predictions are on this machine. */
@Command(
    name = "validate",
    description =
        "Predicts the bundled attention kernel on shapes drawn at random, then runs it and says how"
            + " right the predictions were. They rest on micro-benchmarks of this machine alone: those of"
            + " today's 'headroom calibrate', or of a quick calibration made first. Takes about 90 s;"
            + " nothing else should run meanwhile.",
    footer = {
      "",
      "Examples:",
      "  headroom validate",
      "  headroom validate --shapes 12 --phase decode --attention mha,mqa --seed 7",
      "  headroom validate --fail-above median=0.15,p90=0.40 -o json --out validation.json",
      "  headroom validate --measurements attention.csv --held-out --fail-above median=0.10,p90=0.30",
      "  headroom validate --measurements llama-bench.json -m llama-2-7b -d rtx-4090 --dtype int8"
    })
final class ValidateCommand implements Callable<Integer> {
  private static final int MOST_SHAPES = 10_000;
  private static final List<String> PHASES = List.of("decode", "prefill");
  private static final List<String> VARIANTS = List.of("mha", "gqa", "mqa");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--shapes",
      paramLabel = "N",
      defaultValue = "84",
      description =
          "Shapes to judge by, a whole number of draws: a draw has one for each variant"
              + " (default: ${DEFAULT-VALUE}).")
  private int shapes = 84;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Number that the shapes are drawn from (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--phase",
      paramLabel = "P[,P...]",
      description = "decode, prefill or both (default).")
  private List<String> phases = new ArrayList<>();

  @Option(
      names = {"-a", "--attention"},
      paramLabel = "V[,V...]",
      description = "Of mha, gqa and mqa (default: all).")
  private List<String> variants = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute (default: all that may be used).")
  private @Nullable Integer threads;

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description = "Predict from this NAME.calibration.json, as 'headroom calibrate' wrote it.")
  private @Nullable Path calibrationFile;

  @Option(
      names = "--fail-above",
      paramLabel = "STATISTIC=LIMIT[,...]",
      description =
          "Exit with status 4 if the median, p90 or worst error of all shapes is larger, as in"
              + " median=0.10,p90=0.30.")
  private @Nullable String failAbove;

  @Mixin private JudgeMeasurements measurements = new JudgeMeasurements();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private ReportFolderOption folder = new ReportFolderOption();
  @Mixin private GeneralOptions general = new GeneralOptions();

  ValidateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    ErrorLimits limits = failAbove == null ? null : ErrorLimits.parse(failAbove);
    if (measurements.isAskedFor()) {
      return measurements.run(
          Provenance.of(spec), surroundings, this::write, limits, general.quiet());
    }
    measurements.requireUnused();
    ShapeSampler.Selection selection = selection();
    if (shapes < 1 || shapes > MOST_SHAPES) {
      throw new IllegalArgumentException(
          "--shapes: must be between 1 and " + MOST_SHAPES + ", was " + shapes);
    }
    StoredCalibration given = calibrationFile == null ? null : read(calibrationFile);
    MachineFingerprint machine = MachineFingerprint.ofThisMachine();
    Optional<String> obstacle = Calibration.obstacle(machine);
    if (obstacle.isPresent()) {
      return notPossible(obstacle.get());
    }
    ProgressLine line =
        new ProgressLine(surroundings.err(), surroundings.terminal() && !general.quiet());
    try {
      StoredCalibration calibration = given == null ? calibration(machine, line) : given;
      warnOfAnother(calibration, machine);
      Validation validation = validate(calibration, machine, selection, line);
      line.clear();
      write(ValidateView.of(origin(machine, calibration), title(machine), validation));
      return judge(validation, limits);
    } catch (UnsupportedOperationException | MachineTooBusyException e) {
      line.clear();
      return notPossible(String.valueOf(e.getMessage()));
    }
  }

  private void write(Report report) {
    folder.write(report);
    output.write(report, surroundings);
  }

  private ShapeSampler.Selection selection() {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads != null && (threads < 1 || threads > most)) {
      throw new IllegalArgumentException(
          "--threads: must be between 1 and "
              + most
              + ", the processors that may be used, was "
              + threads);
    }
    return new ShapeSampler.Selection(
        chosen("--phase", "phase", phases, PHASES).stream()
            .map(phase -> Phase.valueOf(phase.toUpperCase(Locale.ROOT)))
            .toList(),
        chosen("--attention", "variant", variants, VARIANTS),
        threads == null ? most : threads);
  }

  /** The known names that were asked for, in the usual order. */
  private static List<String> chosen(
      String option, String kind, List<String> asked, List<String> known) {
    List<String> names =
        NameList.split(option, asked).stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(option + ": " + Nearest.unknown(kind, name, known));
      }
    }
    return names.isEmpty() ? known : known.stream().filter(names::contains).toList();
  }

  private static StoredCalibration read(Path file) {
    return CalibrationDocument.read(file);
  }

  /** Today's calibration of this machine if there is one, else a quick one. */
  private StoredCalibration calibration(MachineFingerprint machine, ProgressLine line) {
    Path stored =
        CalibrationDocument.beside(surroundings.userFolder("profiles").resolve("local.yaml"));
    String today = surroundings.today().toString();
    int most = Runtime.getRuntime().availableProcessors();
    if (Files.isRegularFile(stored)) {
      StoredCalibration calibration = read(stored);
      if (calibration.isFrom(machine)
          && calibration.date().equals(today)
          && calibration.threads() == most
          && KernelTimeModel.isFedBy(calibration)) {
        return calibration;
      }
    }
    StoredCalibration quick = measure(machine, Thoroughness.QUICK, line);
    // What was disturbed may not be so once more.
    return KernelTimeModel.isFedBy(quick)
        ? quick
        : StoredCalibration.merged(List.of(quick, measure(machine, Thoroughness.BRIEF, line)));
  }

  private StoredCalibration measure(
      MachineFingerprint machine, Thoroughness thoroughness, ProgressLine line) {
    int most = Runtime.getRuntime().availableProcessors();
    CalibrationPlan plan = CalibrationPlan.of(thoroughness, most, Runtime.getRuntime().maxMemory());
    CalibrationResult result = Calibration.run(machine, plan, line::show);
    return new StoredCalibration(
        machine.hash(), surroundings.today().toString(), thoroughness, most, result.readings());
  }

  private void warnOfAnother(StoredCalibration calibration, MachineFingerprint machine) {
    if (!calibration.isFrom(machine) && !general.quiet()) {
      surroundings
          .err()
          .println("headroom: validate: the calibration is of another machine or another Java");
      surroundings.err().flush();
    }
  }

  private Validation validate(
      StoredCalibration calibration,
      MachineFingerprint machine,
      ShapeSampler.Selection selection,
      ProgressLine line) {
    ValidationRun run =
        new ValidationRun(
            calibration,
            () ->
                calibrationFile == null
                    ? Optional.of(measure(machine, Thoroughness.BRIEF, line))
                    : Optional.empty(),
            Runtime.getRuntime().maxMemory(),
            line::show);
    List<CallShape> drawn =
        new ShapeSampler(seed, selection, run::fits)
            .draw(shapes).stream().flatMap(List::stream).toList();
    return run.run(drawn);
  }

  private static String title(MachineFingerprint machine) {
    return machine.title() + ", fingerprint " + machine.hash();
  }

  private Origin origin(MachineFingerprint machine, StoredCalibration calibration) {
    Origin origin = Provenance.of(spec);
    return new Origin(
        origin.toolVersion(),
        origin.command(),
        Result.builder()
            .put("machine", machine.title())
            .put("fingerprint", machine.hash())
            .put("calibration_fingerprint", calibration.fingerprint())
            .put("calibration_date", calibration.date())
            .put("calibration_plan", calibration.thoroughness().key())
            .put("seed", seed)
            .build());
  }

  private int judge(Validation validation, @Nullable ErrorLimits limits) {
    if (validation.total().isEmpty()) {
      return notPossible("no shape had an undisturbed sample; other programs are running");
    }
    return ErrorLimits.status(limits, validation.total().get().errors(), surroundings);
  }

  private int notPossible(String reason) {
    surroundings.err().println("headroom: validate: " + reason);
    surroundings.err().flush();
    return ExitStatus.NOT_POSSIBLE_HERE;
  }
}
