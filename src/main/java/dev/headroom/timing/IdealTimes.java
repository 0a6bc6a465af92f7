package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.StepModel;
import dev.headroom.cost.TokenOperator;
import dev.headroom.workload.CacheState;
import java.util.ArrayList;
import java.util.List;

/**
 * The two ideal times of a step on a device, for sweeps: a model and a device are bound once, then
 * batches of equal sequences are answered without allocating anything.
 *
 * <p>Operators that treat every token alone cost a straight line in the number of tokens; those
 * lines are laid out in arrays, which is most of the speed. {@link StepTimes} gives the same sums
 * with all their parts.
 */
public final class IdealTimes {
  private final Ceilings ceilings;
  private final double cacheCredit;

  /** Per token operator: layers, seconds per token of each resource, seconds for the weights. */
  private final double[] tokenRepeats;

  private final double[] tokenBusySeconds;
  private final double[] tokenTrafficSeconds;
  private final double[] tokenWeightSeconds;

  /** Sums over the token operators for the bound. */
  private final double boundFlopPerToken;

  private final double boundWeightBytes;
  private final double boundWeightBytesPerToken;

  private final Operator[] others;
  private final int[] otherRepeats;

  /** Binds a step to a device. */
  public IdealTimes(StepModel step, Ceilings ceilings, CacheState cacheState) {
    this.ceilings = ceilings;
    this.cacheCredit = cacheState == CacheState.COLD ? 0 : ceilings.cacheBytes();
    List<TokenOperator> lines = new ArrayList<>();
    List<Integer> lineRepeats = new ArrayList<>();
    List<Operator> rest = new ArrayList<>();
    List<Integer> restRepeats = new ArrayList<>();
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        if (operator instanceof TokenOperator line) {
          lines.add(line);
          lineRepeats.add(group.repeats());
        } else {
          rest.add(operator);
          restRepeats.add(group.repeats());
        }
      }
    }
    others = rest.toArray(Operator[]::new);
    otherRepeats = restRepeats.stream().mapToInt(Integer::intValue).toArray();
    tokenRepeats = lineRepeats.stream().mapToDouble(Integer::intValue).toArray();
    tokenBusySeconds = lines.stream().mapToDouble(this::busySecondsPerToken).toArray();
    tokenTrafficSeconds = lines.stream().mapToDouble(this::trafficSecondsPerToken).toArray();
    tokenWeightSeconds =
        lines.stream().mapToDouble(line -> line.weightBytes() / ceilings.bandwidth()).toArray();
    double flop = 0;
    double weights = 0;
    double weightsPerToken = 0;
    for (int i = 0; i < tokenRepeats.length; i++) {
      TokenOperator line = lines.get(i);
      flop += line.matmulFlopPerToken() * tokenRepeats[i];
      weights += line.weightBytes() * tokenRepeats[i];
      weightsPerToken += line.weightBytesPerToken() * tokenRepeats[i];
    }
    boundFlopPerToken = flop;
    boundWeightBytes = weights;
    boundWeightBytesPerToken = weightsPerToken;
  }

  private double busySecondsPerToken(TokenOperator line) {
    return Math.max(
        line.matmulFlopPerToken() / ceilings.weightFlop(),
        line.vectorFlopPerToken() / ceilings.vectorFlop());
  }

  private double trafficSecondsPerToken(TokenOperator line) {
    return (line.activationBytesPerToken() + line.weightBytesPerToken()) / ceilings.bandwidth();
  }

  /**
   * The time that nothing on the device can beat: matrix products of visible pairs and weights over
   * the dense peak, or compulsory bytes, less what a warm last-level cache may hold, over
   * bandwidth; whichever is longer.
   *
   * @param sequences equal sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   * @return seconds
   */
  public double lowerBoundSeconds(long sequences, long query, long context) {
    double tokens = (double) sequences * query;
    double compute = boundFlopPerToken * tokens / ceilings.weightFlop();
    double bytes = boundWeightBytes + boundWeightBytesPerToken * tokens;
    for (int i = 0; i < others.length; i++) {
      Operator operator = others[i];
      int repeats = otherRepeats[i];
      compute +=
          repeats
              * operator.requiredMatmulFlop(sequences, query, context)
              / ceilings.matmulFlop(operator.multipliesActivations());
      bytes +=
          repeats
              * (operator.requiredWeightBytes(sequences * query)
                  + operator.requiredKvReadBytes(sequences, query, context)
                  + operator.requiredKvWriteBytes(sequences, query, context));
    }
    return boundOf(compute, bytes, cacheCredit, ceilings);
  }

  /** The bound from compute seconds and compulsory bytes. */
  static double boundOf(double compute, double bytes, double cacheCredit, Ceilings ceilings) {
    return Math.max(compute, Math.max(0, bytes - cacheCredit) / ceilings.bandwidth());
  }

  /**
   * The sum over the operators of the schedule of the longest of compute, memory, exponential and
   * elementwise time at the peaks.
   *
   * @param sequences equal sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   * @return seconds
   */
  public double rooflineSeconds(long sequences, long query, long context) {
    double tokens = (double) sequences * query;
    double seconds = 0;
    for (int i = 0; i < tokenRepeats.length; i++) {
      seconds +=
          tokenRepeats[i]
              * Math.max(
                  tokenBusySeconds[i] * tokens,
                  tokenWeightSeconds[i] + tokenTrafficSeconds[i] * tokens);
    }
    for (int i = 0; i < others.length; i++) {
      seconds += otherRepeats[i] * rooflineOf(others[i], sequences, query, context);
    }
    return seconds;
  }

  private double rooflineOf(Operator operator, long sequences, long query, long context) {
    double compute =
        operator.matmulFlop(sequences, query, context)
            / ceilings.matmulFlop(operator.multipliesActivations());
    double memory =
        (operator.weightBytes(sequences * query)
                + operator.trafficWithoutWeights(sequences, query, context))
            / ceilings.bandwidth();
    double exponentials =
        operator.exponentials(sequences, query, context) / ceilings.exponentials();
    double vector = operator.vectorFlop(sequences, query, context) / ceilings.vectorFlop();
    return Math.max(Math.max(compute, memory), Math.max(exponentials, vector));
  }
}
