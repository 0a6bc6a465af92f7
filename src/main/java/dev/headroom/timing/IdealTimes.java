package dev.headroom.timing;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.Operator;
import dev.headroom.cost.TokenOperator;
import dev.headroom.workload.CacheState;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The two ideal times of a step on a device, for sweeps: a model and a device are bound once, then
 * batches of equal sequences are answered without allocating anything. {@link StepTimes} gives the
 * same sums with all their parts.
 */
public final class IdealTimes {
  private final FoldedStep step;
  private final Ceilings ceilings;
  private final double cacheCredit;

  /**
   * Per line of the step: layers, seconds per token in the units and on the way to memory, seconds
   * for the weights.
   */
  private final double[] lineRepeats;

  private final double[] lineBusySeconds;
  private final double[] lineTrafficSeconds;
  private final double[] lineWeightSeconds;

  /** Binds a step to a device. */
  public IdealTimes(FoldedStep step, Ceilings ceilings, CacheState cacheState) {
    this.step = step;
    this.ceilings = ceilings;
    this.cacheCredit = cacheState == CacheState.COLD ? 0 : ceilings.cacheBytes();
    double bandwidth = ceilings.bandwidth();
    lineRepeats = new double[step.lines().size()];
    for (int i = 0; i < lineRepeats.length; i++) {
      lineRepeats[i] = step.lineRepeats(i);
    }
    lineBusySeconds =
        ofLines(
            line ->
                Math.max(
                    line.matmulFlopPerToken() / ceilings.weightFlop(),
                    line.vectorFlopPerToken() / ceilings.vectorFlop()));
    lineTrafficSeconds = ofLines(line -> line.activationBytesPerToken() / bandwidth);
    lineWeightSeconds = ofLines(line -> line.weightBytes() / bandwidth);
  }

  private double[] ofLines(ToDoubleFunction<TokenOperator> seconds) {
    List<TokenOperator> lines = step.lines();
    return lines.stream().mapToDouble(seconds).toArray();
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
    double compute = step.lineFlop(tokens) / ceilings.weightFlop();
    double bytes = step.lineWeightBytes();
    for (int i = 0; i < step.others(); i++) {
      Operator operator = step.other(i);
      int repeats = step.otherRepeats(i);
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
    for (int i = 0; i < lineRepeats.length; i++) {
      seconds +=
          lineRepeats[i]
              * Math.max(
                  lineBusySeconds[i] * tokens,
                  lineWeightSeconds[i] + lineTrafficSeconds[i] * tokens);
    }
    for (int i = 0; i < step.others(); i++) {
      seconds += step.otherRepeats(i) * rooflineOf(step.other(i), sequences, query, context);
    }
    return seconds;
  }

  /** Seconds of an operator of one layer at the roofline. */
  double rooflineOf(Operator operator, long sequences, long query, long context) {
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
    double links = ceilings.linkSeconds(operator, (double) sequences * query);
    return Math.max(Math.max(Math.max(compute, memory), links), Math.max(exponentials, vector));
  }
}
