package dev.headroom.timing;

import dev.headroom.cost.EmbeddingOperator;
import dev.headroom.cost.ExchangeOperator;
import dev.headroom.cost.ExpertsOperator;
import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.OutputHeadOperator;
import dev.headroom.cost.StepModel;
import dev.headroom.cost.TokenOperator;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How long the steps of a serving program take, for simulations: a model and a device are bound
 * once, then any mixture of decode sequences and pieces of prompts is answered in microseconds.
 * Threads may share it.
 *
 * <p>A step is
 *
 * <ul>
 *   <li>linear layers, for the sum of all new tokens, by the device's fitted kernels;
 *   <li>the output head, for one position of every sequence;
 *   <li>attention of all layers: decode sequences and pieces in one launch where the profile has a
 *       kernel fitted on such calls, else one call for each kind, one after the other;
 *   <li>all else by {@link ProgramTime}, at what programs were seen to reach of the device, or at
 *       its roofline where nobody has said that;
 *   <li>what the runtime costs beside the work, and an overhead that the caller states: what the
 *       server spends between steps.
 * </ul>
 *
 * <p>Sequences of one kind are taken as equal, of their mean lengths: exact for equal ones, where
 * it gives what {@link StepPrediction} does. Under a window the mean overstates what the shorter of
 * very unequal sequences read. Latent attention is computed absorbed for decode sequences and
 * expanded for pieces, if the model leaves the choice. A prediction is never below the step's lower
 * bound. Without attention kernels, and if nobody has said what programs reach, all is the
 * roofline; if there are any, for either kind of sequence, linear layers are predicted in every
 * step, lest a simulation jumps between the two.
 */
public final class ServingTime {
  /** Context on which latent attention chooses its form. */
  private static final long USUAL_LENGTH = 4096;

  private final Ceilings ceilings;
  private final double cacheCredit;
  private final boolean cold;
  private final double overheadSeconds;

  /** Operators that treat every token alone, the output head, and all others. */
  private final List<PlacedOperator> lines;

  private final List<PlacedOperator> heads;
  private final List<PlacedOperator> others;

  private final List<ServedAttention> attention;

  /** Those of the others that no kernel computes. */
  private final List<PlacedOperator> rest;

  private final LinearKernels linear;
  private final boolean predicted;
  private final boolean known;
  private final boolean reachKnown;
  private final ProgramTime program;
  private final boolean displaced;
  private final TokenTable lineBytes;
  private final TokenTable lineSeconds;
  private final TokenTable headSeconds;

  /**
   * Binds a model to a device.
   *
   * @param scenario data types, program and state of the cache; its batch and phase do not matter
   * @param wish kernels by which attention is to be predicted
   * @param overheadSeconds of a step, beside what the device computes; at least 0
   * @throws IllegalArgumentException if the model is an encoder–decoder, the scenario has beams or
   *     a shared prefix, or the device has no such kernel, or no peak for a data type
   */
  public static ServingTime of(
      Model model,
      DeviceProfile device,
      Scenario scenario,
      KernelWish wish,
      double overheadSeconds) {
    return of(model, device, scenario, wish, overheadSeconds, Sharding.NONE);
  }

  /**
   * The same for one device of the largest stage of a model that is spread; steps are those of one
   * device's sequences.
   */
  public static ServingTime of(
      Model model,
      DeviceProfile device,
      Scenario scenario,
      KernelWish wish,
      double overheadSeconds,
      Sharding sharding) {
    if (model.isEncoderDecoder()) {
      throw new IllegalArgumentException(
          "serving: is predicted for decoder-only models; '" + model.name() + "' has an encoder");
    }
    if (scenario.beams() > 1 || scenario.sharedPrefix() > 0) {
      throw new IllegalArgumentException(
          "serving: is predicted without beams and shared prefixes; were "
              + scenario.beams()
              + " and "
              + scenario.sharedPrefix());
    }
    if (!(overheadSeconds >= 0 && overheadSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "serving: the overhead of a step must be at least 0 s, was " + overheadSeconds);
    }
    return new ServingTime(model, device, scenario, wish, overheadSeconds, sharding);
  }

  private ServingTime(
      Model model,
      DeviceProfile device,
      Scenario scenario,
      KernelWish wish,
      double overheadSeconds,
      Sharding sharding) {
    this.ceilings = Ceilings.of(device, scenario.precision());
    this.cold = scenario.cacheState() == CacheState.COLD;
    this.cacheCredit = cold ? 0 : ceilings.cacheBytes();
    StepModel decode =
        StepModel.of(
            model,
            scenario.withPhase(Phase.DECODE).withBatch(Batch.decode(1, USUAL_LENGTH)),
            sharding,
            1);
    StepModel chunk =
        StepModel.of(
            model,
            scenario.withPhase(Phase.PREFILL).withBatch(Batch.prefill(1, USUAL_LENGTH)),
            sharding,
            1);
    this.lines = placed(decode, true, true, ServingTime::isLine);
    this.heads = placed(decode, true, true, OutputHeadOperator.class::isInstance);
    this.others = others(decode, chunk);
    AttentionKernels kernels = new AttentionKernels(device, scenario, wish);
    this.attention =
        others.stream()
            .flatMap(other -> kernels.served(other).stream())
            .filter(ServedAttention::isFitted)
            .toList();
    this.predicted = !attention.isEmpty();
    this.rest = rest();
    Reached reached = Reached.of(device, scenario.policy(), wish);
    this.reachKnown = reached.isKnown();
    this.known = predicted || reachKnown;
    this.program = ProgramTime.of(device, scenario.precision(), scenario.policy(), reached);
    this.overheadSeconds =
        overheadSeconds + ProgramTime.overheadSeconds(reached.overheads(), decode);
    this.linear = new LinearKernels(device, scenario, known ? wish : KernelWish.NONE);
    double weights = 0;
    for (PlacedOperator line : lines) {
      weights += line.repeats() * line.operator().requiredWeightBytes(1);
    }
    this.displaced = cold || linear.isDisplacedBy(weights);
    this.lineBytes = new TokenTable(tokens -> bytes(lines, ServingStep.prefill(1, tokens, 0)));
    this.lineSeconds = new TokenTable(tokens -> lineSeconds(tokens, Double.POSITIVE_INFINITY));
    this.headSeconds = new TokenTable(rows -> headSeconds(rows, Double.POSITIVE_INFINITY));
  }

  private static boolean isLine(Operator operator) {
    return operator instanceof TokenOperator
        || operator instanceof EmbeddingOperator
        || operator instanceof ExchangeOperator
        || operator instanceof ExpertsOperator;
  }

  private static List<PlacedOperator> placed(
      StepModel model, boolean inDecode, boolean inChunk, Predicate<Operator> wanted) {
    List<PlacedOperator> placed = new ArrayList<>();
    for (OperatorGroup group : model.groups()) {
      for (Operator operator : group.operators()) {
        if (wanted.test(operator)) {
          placed.add(new PlacedOperator(operator, group.repeats(), inDecode, inChunk));
        }
      }
    }
    return List.copyOf(placed);
  }

  /** Those of both kinds of sequence together, unless latent attention differs in its form. */
  private static List<PlacedOperator> others(StepModel decode, StepModel chunk) {
    Predicate<Operator> other =
        operator -> !isLine(operator) && !(operator instanceof OutputHeadOperator);
    List<PlacedOperator> both = placed(decode, true, true, other);
    if (both.equals(placed(chunk, true, true, other))) {
      return both;
    }
    List<PlacedOperator> apart = new ArrayList<>(placed(decode, true, false, other));
    apart.addAll(placed(chunk, false, true, other));
    return List.copyOf(apart);
  }

  /** What is neither attention by a kernel nor the cache's update, which kernels do too. */
  private List<PlacedOperator> rest() {
    Set<PlacedOperator> computed = new HashSet<>();
    attention.forEach(served -> computed.add(served.placed()));
    return others.stream()
        .filter(other -> !computed.contains(other))
        .filter(other -> !predicted || other.operator().kind() != OperatorKind.CACHE_UPDATE)
        .toList();
  }

  /**
   * Whether fitted kernels, or what programs were seen to reach of the device, stand behind it;
   * else it is the roofline.
   */
  public boolean isPredicted() {
    return known;
  }

  /** Whether it is known what programs reach of the device where no kernel is fitted. */
  public boolean isReachKnown() {
    return reachKnown;
  }

  /** Whether fitted kernels compute its attention. */
  public boolean isFitted() {
    return predicted;
  }

  /** Whether decode sequences and pieces share a launch; else one call follows the other. */
  public boolean isMixedInOneCall() {
    return attention.stream().anyMatch(served -> served.mixed().isPresent());
  }

  /**
   * Seconds of a step.
   *
   * @param step what is computed
   */
  public double seconds(ServingStep step) {
    long tokens = step.tokens();
    long rows = step.sequences();
    double bytes = lineBytes.at(tokens) + bytes(others, step) + bytes(heads, head(rows));
    double touched = cold ? Double.POSITIVE_INFINITY : bytes;
    double sum =
        displaced
            ? lineSeconds.at(tokens) + headSeconds.at(rows)
            : lineSeconds(tokens, touched) + headSeconds(rows, touched);
    for (ServedAttention served : attention) {
      sum += served.placed().repeats() * served.seconds(step, touched, program);
    }
    for (PlacedOperator other : rest) {
      sum += other.repeats() * other.seconds(step, program);
    }
    return Math.max(sum, lowerBoundSeconds(step)) + overheadSeconds;
  }

  /**
   * Seconds of the step of these sequences.
   *
   * @param newTokens of each sequence, at least 1; one is a decode sequence
   * @param cachedTokens of each
   * @param sequences how many of the arrays' elements count, from the first on
   */
  public double seconds(long[] newTokens, long[] cachedTokens, int sequences) {
    return seconds(ServingStep.of(newTokens, cachedTokens, sequences));
  }

  /** The time that nothing on the device can beat, without any overhead. */
  public double lowerBoundSeconds(ServingStep step) {
    ServingStep all = ServingStep.prefill(1, step.tokens(), 0);
    ServingStep head = head(step.sequences());
    double compute =
        computeSeconds(lines, all) + computeSeconds(heads, head) + computeSeconds(others, step);
    double bytes = compulsory(lines, all) + compulsory(heads, head) + compulsory(others, step);
    return IdealTimes.boundOf(compute, bytes, cacheCredit, ceilings);
  }

  /** One position of each sequence. */
  private static ServingStep head(long rows) {
    return ServingStep.decode(rows, 0);
  }

  private double computeSeconds(List<PlacedOperator> operators, ServingStep step) {
    double sum = 0;
    for (PlacedOperator placed : operators) {
      sum +=
          placed.repeats()
              * placed.sum(Operator::requiredMatmulFlop, step)
              / ceilings.matmulFlop(placed.operator().multipliesActivations());
    }
    return sum;
  }

  private static double compulsory(List<PlacedOperator> operators, ServingStep step) {
    double sum = 0;
    for (PlacedOperator placed : operators) {
      sum += placed.repeats() * placed.compulsoryBytes(step);
    }
    return sum;
  }

  private static double bytes(List<PlacedOperator> operators, ServingStep step) {
    double sum = 0;
    for (PlacedOperator placed : operators) {
      sum += placed.repeats() * placed.bytes(step);
    }
    return sum;
  }

  private double lineSeconds(long tokens, double touchedBytes) {
    return seconds(lines, ServingStep.prefill(1, tokens, 0), tokens, touchedBytes);
  }

  private double headSeconds(long rows, double touchedBytes) {
    return seconds(heads, head(rows), rows, touchedBytes);
  }

  private double seconds(
      List<PlacedOperator> operators, ServingStep step, long rows, double touchedBytes) {
    double sum = 0;
    for (PlacedOperator placed : operators) {
      Optional<List<LinearCall>> calls =
          Optional.of(linear.calls(placed.operator(), rows, touchedBytes))
              .filter(found -> !found.isEmpty());
      sum +=
          placed.repeats()
              * calls
                  .map(found -> found.stream().mapToDouble(c -> c.terms().predicted()).sum())
                  .orElseGet(() -> placed.seconds(step, program));
    }
    return sum;
  }
}
