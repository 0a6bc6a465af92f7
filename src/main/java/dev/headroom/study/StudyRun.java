package dev.headroom.study;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.study.CellStep.Reached;
import dev.headroom.study.StudyResult.Calibrated;
import dev.headroom.study.StudyResult.Parts;
import dev.headroom.study.StudyResult.Predicted;
import dev.headroom.study.StudyResult.Traded;
import dev.headroom.timing.ProgramTime;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Reached> reached = new HashMap<>();

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

  private Reached reached(DeviceProfile device) {
    return reached.computeIfAbsent(device.name(), name -> Reached.of(device));
  }

  private CellStep step(Cell cell) {
    try {
      return CellStep.of(cell, devices.apply(cell.machine().device()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cell " + cell.id() + ": " + e.getMessage(), e);
    }
  }

  /** Time falls as the number grows, so bisection finds the value at which the cell is right. */
  private Calibrated calibrate(Study.Calibration calibration) {
    Cell cell = study.cell(calibration.cell());
    CellStep step = step(cell);
    DeviceProfile device = step.device();
    Parameter parameter = calibration.parameter();
    Reached before = reached(device);
    double target = cell.published() * cell.quantity().per();
    double low = Math.log(parameter.least());
    double high = Math.log(parameter.most());
    if (seconds(step, before, parameter, high) > target
        || seconds(step, before, parameter, low) < target) {
      throw new IllegalArgumentException(
          "cell " + cell.id() + ": no " + parameter.key() + " makes it right");
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (seconds(step, before, parameter, middle) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double value = Math.exp(high);
    reached.put(device.name(), before.with(parameter, value));
    OptionalDouble inProfile =
        parameter == Parameter.MATRIX_EFFICIENCY
            ? device.matrixEfficiency()
            : device.fewRowRateBytesPerSecond();
    return new Calibrated(parameter, device.name(), cell.id(), value, inProfile);
  }

  private static double seconds(
      CellStep step, Reached before, Parameter parameter, double logarithm) {
    return step.predictedSeconds(before.with(parameter, Math.exp(logarithm)))
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
          cell, OptionalDouble.empty(), counted, OptionalDouble.of(counted), false);
    }
    double roofline = step.figure(step.rooflineSeconds());
    OptionalDouble seconds = step.predictedSeconds(reached(step.device()));
    OptionalDouble predicted =
        seconds.isPresent()
            ? OptionalDouble.of(step.figure(seconds.getAsDouble()))
            : OptionalDouble.empty();
    return new Predicted(
        cell,
        OptionalDouble.of(step.figure(step.lowerBoundSeconds())),
        roofline,
        cell.quantity().basis() == Cell.Basis.PREDICTED ? predicted : OptionalDouble.of(roofline),
        study.isCalibratedOn(cell));
  }

  private Parts takeApart(Cell cell) {
    CellStep step = step(cell);
    Scenario scenario = cell.scenario();
    ExecutionPolicy policy = scenario.policy();
    Reached actual = reached(step.device());
    Reached wide = actual.with(Parameter.FEW_ROW_RATE, Double.POSITIVE_INFINITY);
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
