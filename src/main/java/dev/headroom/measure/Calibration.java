package dev.headroom.measure;

import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.measure.CalibrationPlan.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the limits of a machine by micro-benchmarks, within the time that its plan allows. Nothing
 * here runs attention, so what is predicted from it has not been seen before.
 */
public final class Calibration {
  private static final double NANO = 1e-9;

  /** What is left of the time is never less than this, or nothing at all would be measured. */
  private static final double LEAST_SECONDS = 0.5;

  /** Fewer clean samples than this are worth a second attempt. */
  private static final int FEW = 3;

  /** Samples of a second attempt are short enough to fit between two disturbances. */
  private static final double SHORT_SECONDS = 4e-4;

  /** Of the time of one setting, how much may go into its own warm-up. */
  private static final double OWN_WARM_UP_SHARE = 0.3;

  /** A turn of code that is not yet compiled. */
  private static final double COMPILING_TURN_SECONDS = 0.06;

  private static final double LEAST_WARM_UP_SECONDS = 0.02;

  private final Bench bench;
  private final Stopwatch stopwatch;
  private final MachineFingerprint machine;
  private final CalibrationPlan plan;
  private final CalibrationProgress progress;
  private final Map<Setting, Reading> readings = new LinkedHashMap<>();
  private final List<Setting> asked = new ArrayList<>();
  private double weightLeft;
  private long start;

  Calibration(
      Bench bench,
      Stopwatch stopwatch,
      MachineFingerprint machine,
      CalibrationPlan plan,
      CalibrationProgress progress) {
    this.bench = bench;
    this.stopwatch = stopwatch;
    this.machine = machine;
    this.plan = plan;
    this.progress = progress;
  }

  /** Why this machine cannot be calibrated, and what to do about it; empty if it can. */
  public static Optional<String> obstacle(MachineFingerprint machine) {
    return AttentionKernels.obstacle()
        .or(
            () ->
                machine.usableMemoryBytes().isPresent()
                    ? Optional.empty()
                    : Optional.of("the machine does not tell how much memory it has"));
  }

  /**
   * Calibrates this machine.
   *
   * @throws UnsupportedOperationException if the vector kernel cannot run here, with the reason
   */
  public static CalibrationResult run(
      MachineFingerprint machine, CalibrationPlan plan, CalibrationProgress progress) {
    // Asked first, because its message says what to do.
    MicroKernels kernels = MicroKernels.ofThisMachine();
    try (MicroBenchmarks bench =
        new MicroBenchmarks(
            AttentionKernels.probes(),
            kernels,
            plan.largestWorkingSetBytes(),
            plan.mostThreads())) {
      return new Calibration(bench, new JvmStopwatch(), machine, plan, progress).run();
    }
  }

  CalibrationResult run() {
    start = stopwatch.nanoTime();
    List<Phase> limits = plan.limits();
    List<Phase> panels = plan.panels();
    weightLeft =
        Stream.of(List.of(plan.compiling(), plan.again()), limits, panels)
            .flatMap(List::stream)
            .mapToDouble(Phase::weight)
            .sum();
    compile();
    limits.forEach(phase -> measure(phase, rules(phase, OWN_WARM_UP_SHARE)));
    measureDisturbed();
    panels.forEach(phase -> measure(phase, rules(phase, OWN_WARM_UP_SHARE)));
    Optional<Repeatability> floor = floor();
    progress.at("done", 1);
    List<Setting> missing =
        asked.stream().filter(setting -> !readings.containsKey(setting)).toList();
    return new CalibrationResult(
        machine, plan, List.copyOf(readings.values()), missing, floor, elapsed());
  }

  /**
   * Runs each kind of code until it is compiled. The kinds take short turns, because the compiler
   * works on its own thread: while it has one in hand, the others can ask for theirs.
   */
  private void compile() {
    Phase phase = plan.compiling();
    double end = left() * phase.weight() / weightLeft + elapsed();
    SamplingRules rules =
        SamplingRules.usual().wanting(1).within(COMPILING_TURN_SECONDS, LEAST_WARM_UP_SECONDS);
    List<Setting> open = new ArrayList<>(phase.settings());
    while (!open.isEmpty() && elapsed() < end) {
      progress.at(phase.name(), share());
      open.removeIf(
          setting ->
              elapsed() < end
                  && new Sampler(stopwatch, rules)
                      .sample(bench.prepare(setting).action())
                      .settled());
    }
    weightLeft -= phase.weight();
  }

  private void measureDisturbed() {
    List<Setting> disturbed =
        asked.stream()
            .filter(setting -> !readings.containsKey(setting) || readings.get(setting).n() < FEW)
            .toList();
    if (!disturbed.isEmpty()) {
      Phase phase = plan.disturbed(disturbed);
      weightLeft += phase.weight();
      measure(phase, rules(phase, OWN_WARM_UP_SHARE).lasting(SHORT_SECONDS));
    }
  }

  private Optional<Repeatability> floor() {
    Phase again = plan.again();
    SamplingRules rules = rules(again, OWN_WARM_UP_SHARE);
    SamplingRules half = rules.within(rules.warmUpSeconds() / 2, rules.budgetSeconds() / 2);
    List<Samples> first = sample(again, half);
    weightLeft += again.weight();
    List<Samples> second = sample(again, half);
    boolean comparable = false;
    for (int i = 0; i < first.size(); i++) {
      comparable |= !first.get(i).isEmpty() && !second.get(i).isEmpty();
    }
    return comparable ? Optional.of(Repeatability.of(first, second)) : Optional.empty();
  }

  /** Measures a phase; of two readings of a setting the one with more clean samples stays. */
  private void measure(Phase phase, SamplingRules rules) {
    List<Samples> samples = sample(phase, rules);
    for (int i = 0; i < samples.size(); i++) {
      Setting setting = phase.settings().get(i);
      if (!asked.contains(setting)) {
        asked.add(setting);
      }
      Reading before = readings.get(setting);
      if (!samples.get(i).isEmpty() && (before == null || samples.get(i).n() > before.n())) {
        readings.put(setting, Reading.of(bench.prepare(setting), samples.get(i)));
      }
    }
  }

  private List<Samples> sample(Phase phase, SamplingRules rules) {
    progress.at(phase.name(), share());
    weightLeft -= phase.weight();
    return new Sampler(stopwatch, rules)
        .interleave(
            phase.settings().stream().map(setting -> bench.prepare(setting).action()).toList());
  }

  /**
   * Gives a phase its share of the time that is left, and each of its settings the same part of it.
   */
  private SamplingRules rules(Phase phase, double warmUpShare) {
    double each = left() * phase.weight() / weightLeft / phase.settings().size();
    return SamplingRules.usual()
        .wanting(plan.thoroughness().samples())
        .within(warmUpShare * each, (1 - warmUpShare) * each);
  }

  private double left() {
    return Math.max(LEAST_SECONDS, plan.thoroughness().seconds() - elapsed());
  }

  private double share() {
    return Math.min(1, elapsed() / plan.thoroughness().seconds());
  }

  private double elapsed() {
    return (stopwatch.nanoTime() - start) * NANO;
  }
}
