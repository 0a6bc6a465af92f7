package dev.headroom.study;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.cost.TrainingModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.timing.ProgramTime;
import dev.headroom.workload.Batch;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A cell laid out and bound to its device.
 *
 * @param cell the cell
 * @param device its device
 * @param stages the steps that ran, one after the other; a generation has many
 * @param ceilings of a device
 */
record CellStep(Cell cell, DeviceProfile device, List<Stage> stages, Ceilings ceilings) {

  /** Copies the list. */
  CellStep {
    stages = List.copyOf(stages);
  }

  /**
   * A step as one device does it.
   *
   * @param step its operators
   * @param batch its sequences
   * @param times how often it runs
   * @param waiting by what it takes longer, for devices that wait for others
   */
  record Stage(StepModel step, Batch batch, double times, double waiting) {
    /** A step of a scenario of all devices. */
    static Stage of(Cell cell, Scenario whole, double times) {
      Sharding sharding = cell.machine().sharding();
      int groups = sharding.groups(whole.batch(), whole.beams());
      Scenario own = whole.withBatch(sharding.share(whole.batch(), whole.beams(), whole.phase()));
      return new Stage(
          StepModel.of(cell.model(), own, sharding, groups),
          own.batch(),
          times,
          sharding.waiting(whole.phase(), groups));
    }

    Stage ofBatch(Batch other, double repeats) {
      return new Stage(step, other, repeats, waiting);
    }

    double seconds(double ofStep) {
      return times * waiting * ofStep;
    }
  }

  /** Lays a cell out. */
  static CellStep of(Cell cell, DeviceProfile device) {
    Scenario scenario = cell.scenario();
    return new CellStep(cell, device, stages(cell), Ceilings.of(device, scenario.precision()));
  }

  private static List<Stage> stages(Cell cell) {
    Scenario scenario = cell.scenario();
    if (scenario.phase() == Phase.GENERATE) {
      return generation(cell);
    }
    if (scenario.phase() == Phase.TRAIN) {
      StepModel step = TrainingModel.of(cell.model(), scenario, cell.quantity().training()).step();
      return List.of(new Stage(step, scenario.batch(), 1, 1));
    }
    Stage whole = Stage.of(cell, scenario, 1);
    return List.of(
        cell.quantity().attentionOnly()
            ? new Stage(
                whole.step().only(OperatorKind.ATTENTION), whole.batch(), 1, whole.waiting())
            : whole);
  }

  private static List<Stage> generation(Cell cell) {
    Scenario scenario = cell.scenario();
    GenerationRequest request =
        new GenerationRequest(
            scenario,
            scenario.batch().sequences() / scenario.beams(),
            scenario.batch().longestQuery(),
            cell.quantity().outputLength());
    List<Stage> stages = new ArrayList<>();
    stages.add(Stage.of(cell, request.prompt(cell.model()), 1));
    long steps = request.steps(cell.model());
    if (steps > 0) {
      Sharding sharding = cell.machine().sharding();
      Stage last = Stage.of(cell, request.step(cell.model(), steps - 1), 1);
      boolean alike = scenario.policy().compiled().fixedShapes();
      for (long i = 0; i < (alike ? 1 : steps); i++) {
        Scenario step = request.step(cell.model(), i);
        Batch own = sharding.share(step.batch(), step.beams(), step.phase());
        stages.add(last.ofBatch(own, alike ? steps : 1));
      }
    }
    return stages;
  }

  /** The one step of a cell that is no generation. */
  Stage only() {
    if (stages.size() > 1) {
      throw new IllegalArgumentException(
          "cell " + cell.id() + ": a single step is taken apart, not a generation");
    }
    return stages.get(0);
  }

  /** The sum over all steps of one of the two ideal times. */
  private double ideal(boolean bound, Ceilings peaks) {
    double sum = 0;
    StepModel last = null;
    IdealTimes times = null;
    for (Stage stage : stages) {
      if (times == null || !stage.step().equals(last)) {
        last = stage.step();
        times = new IdealTimes(new FoldedStep(last), peaks, cell.scenario().cacheState());
      }
      long n = stage.batch().sequences();
      long query = stage.batch().longestQuery();
      long context = stage.batch().longestContext();
      sum +=
          stage.seconds(
              bound
                  ? times.lowerBoundSeconds(n, query, context)
                  : times.rooflineSeconds(n, query, context));
    }
    return sum;
  }

  double lowerBoundSeconds() {
    return ideal(true, ceilings);
  }

  double rooflineSeconds() {
    return ideal(
        false,
        cell.quantity().basis() == Cell.Basis.ROOFLINE_LINKS_FREE
            ? ceilings.withFreeLinks()
            : ceilings);
  }

  /** The predicted time; empty if nobody has said what programs reach of the device. */
  OptionalDouble predictedSeconds(Reached reached) {
    if (!cell.machine().kernel().isEmpty()) {
      return OptionalDouble.of(kernelSeconds());
    }
    if (Double.isNaN(reached.matrixEfficiency())) {
      return OptionalDouble.empty();
    }
    ProgramTime program = program(reached, cell.scenario().policy());
    double sum = 0;
    for (Stage stage : stages) {
      sum += stage.seconds(program.seconds(stage.step(), stage.batch()));
    }
    return OptionalDouble.of(sum);
  }

  /** The program with these numbers. */
  ProgramTime program(Reached reached, ExecutionPolicy policy) {
    return new ProgramTime(ceilings, reached.matrixEfficiency(), reached.fewRowRate(), policy);
  }

  private double kernelSeconds() {
    String name = cell.machine().kernel();
    boolean decodes = cell.scenario().phase() == Phase.DECODE;
    return device
        .kernel(name)
        .flatMap(kernel -> kernel.phase(decodes))
        .map(phase -> new KernelTime(device, phase, decodes).seconds(shape()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cell "
                        + cell.id()
                        + ": device '"
                        + device.name()
                        + "' has no fitted kernel '"
                        + name
                        + "' of this phase; it has "
                        + device.kernels().stream().map(KernelProfile::name).toList()));
  }

  private KernelShape shape() {
    Scenario scenario = cell.scenario();
    if (!(cell.model().attention() instanceof GroupedAttention attention)
        || !cell.quantity().attentionOnly()) {
      throw new IllegalArgumentException(
          "cell "
              + cell.id()
              + ": a kernel is named for cells with attention_only: true and grouped attention");
    }
    long query = scenario.batch().longestQuery();
    long window = attention.mask() instanceof Mask.Window seen ? seen.size() : 0;
    int key = attention.keyDim();
    int value = attention.valueDim();
    return new KernelShape(
        scenario.batch().sequences(),
        new KernelShape.Lengths(query, query + scenario.batch().longestContext()),
        new KernelShape.HeadCounts(attention.queryHeads(), attention.kvHeads()),
        new KernelShape.Widths(key, value, (long) key + value),
        window,
        scenario.precision().attentionProducts(),
        scenario.precision().kvCache().element());
  }

  private double tokens() {
    double hypotheses = cell.scenario().beams();
    return cell.scenario().phase() == Phase.GENERATE
        ? cell.scenario().batch().sequences() / hypotheses * cell.quantity().outputLength()
        : cell.scenario().batch().tokens() / hypotheses;
  }

  /** Elements that a token adds to all caches. */
  double cacheElements() {
    return cell.model().cacheElementsPerToken();
  }

  /** Bytes cached before the step, pages and sources left out. */
  double cacheBytes() {
    double bytes =
        cell.scenario().precision().kvCache().bytes(1) * cell.model().cacheElementsPerToken();
    return bytes * cell.scenario().batch().sequences() * cell.scenario().batch().longestContext();
  }

  /** Tokens whose keys and values take the share of a device's memory, in the batch asked for. */
  private double longestContext() {
    Scenario scenario = cell.scenario();
    Stage one = Stage.of(cell, scenario.withBatch(withContext(scenario, 0)), 1);
    double room = cell.quantity().memoryShare() * device.capacityBytes();
    double perToken =
        one.step().count(withContext(one, 1)).kvCacheBytes()
            - one.step().count(withContext(one, 0)).kvCacheBytes();
    return Math.floor(room / perToken);
  }

  private static Batch withContext(Scenario scenario, long context) {
    return Batch.decode(scenario.batch().sequences(), context);
  }

  private static Batch withContext(Stage stage, long context) {
    return Batch.decode(stage.batch().sequences(), context);
  }

  /** What a device reaches, its profile's word or a calibration's. */
  record Reached(double matrixEfficiency, double fewRowRate) {
    static Reached of(DeviceProfile device) {
      return new Reached(
          device.matrixEfficiency().orElse(Double.NaN),
          device.fewRowRateBytesPerSecond().orElse(Double.POSITIVE_INFINITY));
    }

    Reached with(Parameter parameter, double value) {
      return switch (parameter) {
        case MATRIX_EFFICIENCY -> new Reached(value, fewRowRate);
        case FEW_ROW_RATE -> new Reached(matrixEfficiency, value);
      };
    }
  }

  /** The cell's figure out of a time: a time per token, or tokens in a time. */
  double figure(double seconds) {
    return switch (cell.quantity().kind()) {
      case SECONDS -> seconds / cell.quantity().per();
      case TOKENS_PER_SECOND -> tokens() / seconds;
      case KV_ELEMENTS_PER_TOKEN -> cacheElements();
      case KV_CACHE_BYTES -> cacheBytes();
      case MAX_CONTEXT -> longestContext();
    };
  }
}
