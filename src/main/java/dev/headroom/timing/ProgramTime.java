package dev.headroom.timing;

import dev.headroom.cost.ExchangeOperator;
import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Batch;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Overheads;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Segment;
import java.util.Optional;

/**
 * How long a program is predicted to take that runs one operator after another and reaches of the
 * device what such programs were seen to reach. Of each operator it is the longest of these, the
 * first two added up if the program does not load operands behind products:
 *
 * <ul>
 *   <li>matrix products, {@code FLOP / (efficiency · peak)};
 *   <li>traffic: every pass over cached keys and values at {@code min(bandwidth, r · rows)}, all
 *       else at the bandwidth; keys and values that a tiled schedule loads again come from the
 *       last-level cache if those of one head of a sequence fit into it. {@code rows} is how many
 *       rows of a product share one K and V: 1 for multi-head attention, a group's query heads for
 *       grouped, all of them for multi-query attention; times the hypotheses over a shared source
 *       or prefix, times new tokens;
 *   <li>exponentials, elementwise work, and exchanges with other devices, as in the roofline.
 * </ul>
 *
 * <p>The row term is that of programs whose products of queries and keys are ordinary batched
 * matrix products. A fused kernel streams keys and values whatever the rows: for it {@code r} is
 * infinite.
 *
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, Table 2, which no roofline
 *     explains</a>
 */
public final class ProgramTime {
  private final Ceilings reached;
  private final double weightRate;
  private final double fewRowRate;
  private final boolean overlapped;
  private final boolean freeCache;

  /**
   * A program on a device of these peaks.
   *
   * @param peaks of the device
   * @param matrixEfficiency part of the matrix peaks that it reaches, above 0 and at most 1
   * @param fewRowRate bytes of cached keys and values per second and row; infinite where it does
   *     not matter
   * @param policy the kind of program; the rate matters to unfused ones only
   */
  public ProgramTime(
      Ceilings peaks, double matrixEfficiency, double fewRowRate, ExecutionPolicy policy) {
    this(peaks, new Reached(matrixEfficiency, 1, fewRowRate, 0, Overheads.NONE), 1, policy);
  }

  /**
   * A program on a device of these peaks.
   *
   * @param peaks of the device
   * @param reaches what it reaches of them
   * @param weightRate part of the bandwidth at which weights come, above 0 and at most 1
   * @param policy the kind of program; the rate of few rows matters to unfused ones only
   */
  public ProgramTime(Ceilings peaks, Reached reaches, double weightRate, ExecutionPolicy policy) {
    this.reached =
        new Ceilings(
            peaks.weightFlop() * reaches.matrixEfficiency(),
            peaks.attentionFlop() * reaches.matrixEfficiency(),
            peaks.vectorFlop(),
            peaks.exponentials(),
            peaks.bandwidth() * reaches.memoryEfficiency(),
            peaks.cacheBytes(),
            peaks.links());
    this.weightRate = weightRate;
    this.fewRowRate = policy.fused() ? Double.POSITIVE_INFINITY : reaches.fewRowRate();
    this.overlapped = policy.compiled().overlapped();
    this.freeCache = false;
  }

  private ProgramTime(ProgramTime other, boolean freeCache) {
    this.reached = other.reached;
    this.weightRate = other.weightRate;
    this.fewRowRate = other.fewRowRate;
    this.overlapped = other.overlapped;
    this.freeCache = freeCache;
  }

  /** The same program if cached keys and values passed in no time. */
  public ProgramTime withFreeCache() {
    return new ProgramTime(this, true);
  }

  /** A program of this kind on a device; empty if its profile has no matrix efficiency. */
  public static Optional<ProgramTime> of(
      DeviceProfile device, Precision precision, ExecutionPolicy policy) {
    if (device.matrixEfficiency().isEmpty()) {
      return Optional.empty();
    }
    Reached reaches = Reached.of(device, policy);
    return Optional.of(
        new ProgramTime(
            Ceilings.of(device, precision), reaches, reaches.weightRate(precision), policy));
  }

  /**
   * A program's times of what no kernel computes: at what programs reach of the device, or at the
   * peaks where nobody has said that.
   *
   * @param reached what the program reaches, and what it costs beside the work
   */
  static ProgramTime of(
      DeviceProfile device, Precision precision, ExecutionPolicy policy, Reached reached) {
    Reached known = reached.isKnown() ? reached : reached.withMatrixEfficiency(1);
    Ceilings peaks = Ceilings.of(device, precision);
    return new ProgramTime(
        peaks.withLinks(reached.overheads().rings(), reached.linkStepSeconds()),
        known,
        known.weightRate(precision),
        policy);
  }

  /**
   * What an operator of one layer spends its time on, in seconds each.
   *
   * @param products matrix products
   * @param traffic weights, passes over the cache, activations
   * @param exponentials in the softmax
   * @param vector elementwise work
   * @param links exchanges with other devices
   * @param overlapped whether operands are loaded behind products
   */
  public record Terms(
      double products,
      double traffic,
      double exponentials,
      double vector,
      double links,
      boolean overlapped) {
    /** Of the operator. */
    double seconds() {
      return Math.max(
          overlapped ? Math.max(products, traffic) : products + traffic,
          Math.max(Math.max(exponentials, vector), links));
    }

    /** The resource of the longest. */
    String bound() {
      double longest =
          Math.max(Math.max(products, traffic), Math.max(Math.max(exponentials, vector), links));
      return (longest == traffic
              ? Resource.MEMORY
              : longest == products
                  ? Resource.COMPUTE
                  : longest == links
                      ? Resource.LINKS
                      : longest == exponentials ? Resource.EXPONENTIALS : Resource.VECTOR)
          .key();
    }
  }

  /**
   * What a program spends on an operator beside its work; the cache's update is part of another.
   */
  static double overheadSeconds(Overheads overheads, Operator operator) {
    return operator.kind() == OperatorKind.CACHE_UPDATE
        ? 0
        : operator instanceof ExchangeOperator
            ? overheads.exchangeSeconds()
            : overheads.operatorSeconds();
  }

  /** What a program spends on a whole step beside its work. */
  static double overheadSeconds(Overheads overheads, StepModel step) {
    double sum = overheads.stepSeconds();
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        sum += group.repeats() * overheadSeconds(overheads, operator);
      }
    }
    return sum;
  }

  /** Seconds of a whole step. */
  public double seconds(StepModel step, Batch batch) {
    double sum = 0;
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        sum += group.repeats() * seconds(operator, batch);
      }
    }
    return sum;
  }

  /** Seconds of one operator of one layer. */
  public double seconds(Operator operator, Batch batch) {
    return terms(operator, batch).seconds();
  }

  /** The same for equal sequences. */
  double seconds(Operator operator, long n, long query, long context) {
    return terms(
            operator,
            weightSeconds(operator, n * query) + trafficSeconds(operator, n, query, context),
            operator.matmulFlop(n, query, context),
            operator.exponentials(n, query, context),
            operator.vectorFlop(n, query, context),
            n * query)
        .seconds();
  }

  /** What one operator of one layer spends its time on. */
  Terms terms(Operator operator, Batch batch) {
    double flop = 0;
    double exponentials = 0;
    double vector = 0;
    double traffic = weightSeconds(operator, batch.tokens());
    for (Segment segment : batch.segments()) {
      long n = segment.sequences();
      long query = segment.queryLength();
      long context = segment.contextLength();
      flop += operator.matmulFlop(n, query, context);
      exponentials += operator.exponentials(n, query, context);
      vector += operator.vectorFlop(n, query, context);
      traffic += trafficSeconds(operator, n, query, context);
    }
    return terms(operator, traffic, flop, exponentials, vector, batch.tokens());
  }

  /** The same from sums over all sequences. */
  Terms terms(
      Operator operator,
      double traffic,
      double flop,
      double exponentials,
      double vector,
      long tokens) {
    return new Terms(
        flop / reached.matmulFlop(operator.multipliesActivations()),
        traffic,
        exponentials / reached.exponentials(),
        vector / reached.vectorFlop(),
        reached.linkSeconds(operator, tokens),
        overlapped);
  }

  /** Seconds for the weights that so many tokens need. */
  double weightSeconds(Operator operator, long tokens) {
    return operator.weightBytes(tokens) / (weightRate * reached.bandwidth());
  }

  /** Seconds for all traffic of equal sequences but weights. */
  double trafficSeconds(Operator operator, long n, long query, long context) {
    double passes =
        operator.kvReadBytes(n, query, context) + operator.kvWriteBytes(n, query, context);
    double others =
        operator.activationBytes(n, query, context) + operator.logitsBytes(n, query, context);
    double rows = operator.rowsOfCachePass(n, query);
    double rate = Math.min(reached.bandwidth(), fewRowRate * rows);
    double onChip =
        operator.rereadSpanBytes(n, query, context) <= reached.cacheBytes()
            ? operator.rereadBytes(n, query, context)
            : 0;
    return (freeCache ? 0 : passes / rate) + (others - onChip) / reached.bandwidth();
  }
}
