package dev.headroom.timing;

import dev.headroom.cost.AbsorptionOperator;
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
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The predicted time of a step, for sweeps: a model, a device and its kernels are bound once, then
 * batches of equal sequences are answered. {@link StepPrediction} gives the same sum with all its
 * parts. One thread at a time.
 *
 * <p>What does not depend on the context is remembered for the last numbers of sequences and new
 * tokens, where the step displaces the weights from the cache, so that it does not depend on the
 * step's bytes either.
 */
public final class PredictedTimes {
  /** Numbers of sequences and new tokens that are remembered; a power of two. */
  private static final int REMEMBERED = 256;

  private final LinearKernels linear;

  /** Operators that a kernel of attention computes, where it can. */
  private final List<Attended> attended;

  /** Those that treat every token alone. */
  private final List<Repeated> alone;

  /** All others: they see the context. */
  private final List<Repeated> others;

  private final ProgramTime program;
  private final boolean known;
  private final double overheadSeconds;
  private final long[] rememberedSequences = new long[REMEMBERED];
  private final long[] rememberedQueries = new long[REMEMBERED];
  private final double[] rememberedSeconds = new double[REMEMBERED];

  /** An operator of one layer and how often it runs. */
  private record Repeated(Operator operator, OperatorGroup group) {
    double repeats() {
      return group.repeats();
    }
  }

  /** An attention operator with its kernels, and whether they computed the last step. */
  private static final class Attended {
    private final Repeated placed;
    private final AttentionTime time;
    private boolean computed;

    private Attended(Repeated placed, AttentionTime time) {
      this.placed = placed;
      this.time = time;
    }
  }

  /**
   * Binds a step to a device and its kernels.
   *
   * @throws IllegalArgumentException if the device has no such kernel
   */
  public PredictedTimes(StepModel step, DeviceProfile device, Scenario scenario, KernelWish wish) {
    Reached reached = Reached.of(device, scenario.policy(), wish);
    this.program = ProgramTime.of(device, scenario.precision(), scenario.policy(), reached);
    this.known = reached.isKnown();
    this.linear = new LinearKernels(device, scenario, wish);
    AttentionKernels kernels = new AttentionKernels(device, scenario, wish);
    List<Attended> foundAttended = new ArrayList<>();
    List<Repeated> foundAlone = new ArrayList<>();
    List<Repeated> foundOthers = new ArrayList<>();
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        Repeated placed = new Repeated(operator, group);
        Optional<AttentionTime> time = kernels.times(operator);
        if (time.isPresent()) {
          foundAttended.add(new Attended(placed, time.get()));
        } else {
          (isAlone(operator) ? foundAlone : foundOthers).add(placed);
        }
      }
    }
    this.attended = List.copyOf(foundAttended);
    this.alone = List.copyOf(foundAlone);
    this.others = List.copyOf(foundOthers);
    this.overheadSeconds = ProgramTime.overheadSeconds(reached.overheads(), step);
    Arrays.fill(rememberedSequences, -1);
  }

  private static boolean isAlone(Operator operator) {
    return operator instanceof TokenOperator
        || operator instanceof EmbeddingOperator
        || operator instanceof ExchangeOperator
        || operator instanceof ExpertsOperator
        || operator instanceof AbsorptionOperator
        || operator instanceof OutputHeadOperator;
  }

  /**
   * Predicted seconds; not a number if no kernel computes any of it and nobody has said what
   * programs reach of the device.
   *
   * @param sequences equal sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   * @param stepBytes that the step moves
   * @param lowerBoundSeconds of the step
   */
  public double seconds(
      long sequences, long query, long context, double stepBytes, double lowerBoundSeconds) {
    double sum = 0;
    boolean any = known;
    for (int i = 0; i < attended.size(); i++) {
      Attended each = attended.get(i);
      double one = each.time.seconds(sequences, query, context, stepBytes);
      each.computed = !Double.isNaN(one);
      any |= each.computed;
      sum += each.computed ? each.placed.repeats() * one : 0;
    }
    if (!any) {
      return Double.NaN;
    }
    for (int i = 0; i < attended.size(); i++) {
      Attended each = attended.get(i);
      sum += each.computed ? 0 : other(each.placed, sequences, query, context, stepBytes);
    }
    for (int i = 0; i < others.size(); i++) {
      Repeated each = others.get(i);
      sum += isWithin(each) ? 0 : other(each, sequences, query, context, stepBytes);
    }
    sum += alone(sequences, query, context, stepBytes);
    return Math.max(sum + overheadSeconds, lowerBoundSeconds);
  }

  /** Whether it is the cache's update of a layer whose attention kernel writes the cache. */
  private boolean isWithin(Repeated other) {
    if (other.operator.kind() != OperatorKind.CACHE_UPDATE) {
      return false;
    }
    for (int i = 0; i < attended.size(); i++) {
      Attended each = attended.get(i);
      if (each.computed
          && each.placed.operator.kind() == OperatorKind.ATTENTION
          && each.placed.group.equals(other.group)) {
        return true;
      }
    }
    return false;
  }

  private double alone(long sequences, long query, long context, double stepBytes) {
    if (!linear.isDisplacedBy(stepBytes)) {
      return aloneSum(sequences, query, context, stepBytes);
    }
    int slot = (int) ((sequences * 31 + query) & (REMEMBERED - 1));
    if (rememberedSequences[slot] != sequences || rememberedQueries[slot] != query) {
      rememberedSeconds[slot] = aloneSum(sequences, query, context, stepBytes);
      rememberedSequences[slot] = sequences;
      rememberedQueries[slot] = query;
    }
    return rememberedSeconds[slot];
  }

  private double aloneSum(long sequences, long query, long context, double stepBytes) {
    double sum = 0;
    for (int i = 0; i < alone.size(); i++) {
      sum += other(alone.get(i), sequences, query, context, stepBytes);
    }
    return sum;
  }

  /**
   * Seconds of what is no attention, of all layers: by a library's kernels, or as programs reach
   * them. Linear layers alone would make it neither a prediction nor what programs reach.
   */
  private double other(
      Repeated placed, long sequences, long query, long context, double stepBytes) {
    Operator operator = placed.operator;
    double layers =
        linear.secondsOfWork(operator, operator.matmulFlop(sequences, query, context), stepBytes);
    return placed.repeats()
        * (Double.isNaN(layers) ? program.seconds(operator, sequences, query, context) : layers);
  }
}
