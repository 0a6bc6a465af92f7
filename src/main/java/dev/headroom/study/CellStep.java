package dev.headroom.study;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;
import dev.headroom.cost.TrainingModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.MemoryFit;
import dev.headroom.timing.ProgramTime;
import dev.headroom.timing.Reached;
import dev.headroom.timing.StepClock;
import dev.headroom.workload.Batch;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

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
   * @param own the scenario with its sequences
   * @param times how often it runs
   * @param waiting by what it takes longer, for devices that wait for others
   */
  record Stage(StepModel step, Scenario own, double times, double waiting) {
    /** A step of a scenario of all devices. */
    static Stage of(Cell cell, Scenario whole, double times) {
      Sharding sharding = cell.machine().sharding();
      int groups = sharding.groups(whole.batch(), whole.beams());
      Scenario own = whole.withBatch(sharding.share(whole.batch(), whole.beams(), whole.phase()));
      return new Stage(
          StepModel.of(cell.model(), own, sharding, groups),
          own,
          times,
          sharding.waiting(whole.phase(), groups));
    }

    Stage ofBatch(Batch other, double repeats) {
      return new Stage(step, own.withBatch(other), repeats, waiting);
    }

    /** Its sequences. */
    Batch batch() {
      return own.batch();
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
      return List.of(new Stage(step, scenario, 1, 1));
    }
    Stage whole = Stage.of(cell, scenario, 1);
    return List.of(
        cell.quantity().attentionOnly()
            ? new Stage(whole.step().only(OperatorKind.ATTENTION), whole.own(), 1, whole.waiting())
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

  /**
   * The predicted time; empty if no kernel computes it and nobody has said what programs reach of
   * the device.
   *
   * @throws IllegalArgumentException if a kernel is named that the device does not have
   */
  OptionalDouble predictedSeconds(Reached reached) {
    String kernel = cell.machine().kernel();
    KernelWish wish = kernel.isEmpty() ? KernelWish.PREFERRED : KernelWish.parse(kernel);
    double sum = 0;
    StepModel last = null;
    Optional<StepClock> clock = Optional.empty();
    for (Stage stage : stages) {
      if (!stage.step().equals(last)) {
        last = stage.step();
        StepClock.Parts parts = new StepClock.Parts(last, device, stage.own(), wish, reached);
        clock =
            cell.quantity().attentionOnly() ? StepClock.ofCallAlone(parts) : StepClock.of(parts);
      }
      if (clock.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += stage.seconds(clock.get().seconds(stage.batch()));
    }
    return OptionalDouble.of(sum);
  }

  /** The program with these numbers, without its overheads. */
  ProgramTime program(Reached reached, ExecutionPolicy policy) {
    return new ProgramTime(
        ceilings, reached, reached.weightRate(cell.scenario().precision()), policy);
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

  /** Bytes that one device needs in the last of its steps. */
  private double memoryBytes() {
    Stage last = stages.get(stages.size() - 1);
    return MemoryFit.of(last.step(), last.step().count(last.batch()), device.capacityBytes())
        .requiredBytes();
  }

  private double sum(ToDoubleFunction<StepCost> part) {
    double sum = 0;
    for (Stage stage : stages) {
      sum += stage.times() * part.applyAsDouble(stage.step().count(stage.batch()));
    }
    return sum;
  }

  /** What a rate counts. */
  private double counted() {
    return switch (cell.quantity().kind()) {
      case FLOP_PER_SECOND -> sum(cost -> cost.work().requiredMatmulFlop());
      case BYTES_PER_SECOND -> sum(cost -> cost.compulsoryBytes());
      default -> tokens();
    };
  }

  /** The time at which the cell's figure is the published one. */
  double publishedSeconds() {
    return cell.quantity().kind().isRate()
        ? counted() / cell.published()
        : cell.published() * cell.quantity().per();
  }

  /** The cell's figure out of a time: a time per token, or tokens in a time. */
  double figure(double seconds) {
    return switch (cell.quantity().kind()) {
      case SECONDS -> seconds / cell.quantity().per();
      case TOKENS_PER_SECOND, FLOP_PER_SECOND, BYTES_PER_SECOND -> counted() / seconds;
      case KV_ELEMENTS_PER_TOKEN -> cacheElements();
      case KV_CACHE_BYTES -> cacheBytes();
      case MAX_CONTEXT -> longestContext();
      case MEMORY -> memoryBytes();
    };
  }
}
