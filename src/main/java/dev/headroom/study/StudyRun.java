package dev.headroom.study;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.study.StudyResult.Calibrated;
import dev.headroom.study.StudyResult.Parts;
import dev.headroom.study.StudyResult.Predicted;
import dev.headroom.study.StudyResult.Seconds;
import dev.headroom.study.StudyResult.Traded;
import dev.headroom.timing.ProgramTime;
import dev.headroom.timing.Reached;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Predicts a study: calibrates what it says may be calibrated, each number on its one cell, then
 * predicts every cell.
 */
public final class StudyRun {
  private static final int HALVINGS = 200;

  private final Study study;
  private final Function<String, DeviceProfile> devices;
  private final Function<String, Model> models;
  private final Map<Owned, Double> values = new LinkedHashMap<>();

  /** A number of a device or a runtime. */
  private record Owned(Parameter parameter, String owner) {}

  private StudyRun(
      Study study, Function<String, DeviceProfile> devices, Function<String, Model> models) {
    this.study = study;
    this.devices = devices;
    this.models = models;
  }

  /**
   * Predicts every cell.
   *
   * @param devices finds a profile
   * @param models finds a model
   * @throws IllegalArgumentException if a cell names what is not there, or cannot be calibrated on
   */
  public static StudyResult of(
      Study study, Function<String, DeviceProfile> devices, Function<String, Model> models) {
    return new StudyRun(study, devices, models).run();
  }

  private StudyResult run() {
    List<Calibrated> calibrated = study.calibrations().stream().map(this::calibrate).toList();
    List<Predicted> cells = study.cells().stream().map(this::predict).toList();
    List<Parts> parts =
        study.decomposition().stream().map(study::cell).map(this::takeApart).toList();
    List<Traded> traded = new ArrayList<>();
    study.tradeOff().forEach(each -> trade(each, traded));
    return new StudyResult(study, calibrated, cells, parts, traded);
  }

  /** What profile and runtime say, but for what was calibrated. */
  private Reached reached(CellStep step) {
    Reached known = Reached.of(step.device(), step.cell().scenario().policy());
    for (Map.Entry<Owned, Double> each : values.entrySet()) {
      Parameter parameter = each.getKey().parameter();
      if (each.getKey().owner().equals(owner(parameter, step))) {
        known = parameter.in(known, each.getValue());
      }
    }
    return known;
  }

  private static String owner(Parameter parameter, CellStep step) {
    return parameter.isOfDevice() ? step.device().name() : step.cell().scenario().policy().name();
  }

  private CellStep step(Cell cell) {
    try {
      return CellStep.of(cell, devices.apply(cell.machine().device()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cell " + cell.id() + ": " + e.getMessage(), e);
    }
  }

  /** Time only falls as a rate grows, or rises with a time: bisection finds where it is right. */
  private Calibrated calibrate(Study.Calibration calibration) {
    Cell cell = study.cell(calibration.cell());
    CellStep step = step(cell);
    Parameter parameter = calibration.parameter();
    Reached before = reached(step);
    double target = step.publishedSeconds();
    double slow = Math.log(parameter.isTime() ? parameter.most() : parameter.least());
    double fast = Math.log(parameter.isTime() ? parameter.least() : parameter.most());
    if (seconds(step, before, parameter, fast) > target
        || seconds(step, before, parameter, slow) < target) {
      throw new IllegalArgumentException(
          "cell " + cell.id() + ": no " + parameter.key() + " makes it right");
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (slow + fast) / 2;
      if (seconds(step, before, parameter, middle) > target) {
        slow = middle;
      } else {
        fast = middle;
      }
    }
    double value = Math.exp(fast);
    values.put(new Owned(parameter, owner(parameter, step)), value);
    double said = parameter.of(Reached.of(step.device(), cell.scenario().policy()));
    return new Calibrated(
        parameter,
        owner(parameter, step),
        cell.id(),
        value,
        Double.isFinite(said) ? OptionalDouble.of(said) : OptionalDouble.empty());
  }

  private static double seconds(
      CellStep step, Reached before, Parameter parameter, double logarithm) {
    return step.predictedSeconds(parameter.in(before, Math.exp(logarithm)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cell "
                        + step.cell().id()
                        + ": matrix_efficiency must be calibrated first, since the profile of '"
                        + step.device().name()
                        + "' has none"));
  }

  private Predicted predict(Cell cell) {
    CellStep step = step(cell);
    if (!cell.quantity().kind().isTimed()) {
      double counted = step.figure(1);
      return new Predicted(
          cell,
          OptionalDouble.empty(),
          counted,
          OptionalDouble.of(counted),
          false,
          Optional.empty());
    }
    double roofline = step.figure(step.rooflineSeconds());
    OptionalDouble seconds = step.predictedSeconds(reached(step));
    OptionalDouble held =
        cell.quantity().basis() == Cell.Basis.PREDICTED
            ? seconds
            : OptionalDouble.of(step.rooflineSeconds());
    OptionalDouble predicted =
        seconds.isPresent()
            ? OptionalDouble.of(step.figure(seconds.getAsDouble()))
            : OptionalDouble.empty();
    return new Predicted(
        cell,
        OptionalDouble.of(step.figure(step.lowerBoundSeconds())),
        roofline,
        cell.quantity().basis() == Cell.Basis.PREDICTED ? predicted : OptionalDouble.of(roofline),
        study.isCalibratedOn(cell),
        held.isPresent()
            ? Optional.of(new Seconds(step.publishedSeconds(), held.getAsDouble()))
            : Optional.empty());
  }

  private Parts takeApart(Cell cell) {
    CellStep step = step(cell);
    Scenario scenario = cell.scenario();
    ExecutionPolicy policy = scenario.policy();
    Reached actual = reached(step);
    Reached wide = actual.withFewRowRate(Double.POSITIVE_INFINITY);
    ProgramTime program = step.program(actual, policy);
    StepModel inPlace =
        StepModel.of(
            cell.model(), scenario.withPolicy(policy.withCacheUpdate(CacheUpdate.IN_PLACE)));
    double products = program.withFreeCache().seconds(step.only().step(), scenario.batch());
    ProgramTime wideProgram = step.program(wide, policy);
    double readOnce = wideProgram.seconds(inPlace, scenario.batch());
    double rewriting = wideProgram.seconds(step.only().step(), scenario.batch());
    double all = program.seconds(step.only().step(), scenario.batch());
    return new Parts(cell, products, readOnce - products, rewriting - readOnce, all - rewriting);
  }

  private void trade(TradeOff tradeOff, List<Traded> traded) {
    for (TradeOff.Place place : tradeOff.places()) {
      DeviceProfile device = devices.apply(place.device());
      ExecutionPolicy policy = RuntimeCatalog.find(place.runtime());
      Precision precision = policy.types().applyTo(Precision.of(DataType.BF16));
      Scenario scenario =
          Scenario.decode(tradeOff.batchSize(), tradeOff.contextLength())
              .withPolicy(policy)
              .withPrecision(precision)
              .withSourceLength(tradeOff.inputLength());
      for (String name : tradeOff.models()) {
        ProgramTime time =
            ProgramTime.of(device, precision, policy)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "trade_offs: the profile of '"
                                + device.name()
                                + "' has no compute.matrix_efficiency"));
        double seconds = time.seconds(StepModel.of(models.apply(name), scenario), scenario.batch());
        List<Quality.Figure> figures =
            tradeOff.quality().stream().filter(each -> each.variant().equals(name)).toList();
        traded.add(new Traded(tradeOff, name, place, seconds, figures));
      }
    }
  }
}
