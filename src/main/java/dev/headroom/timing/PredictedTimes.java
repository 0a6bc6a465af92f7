package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Overheads;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * The predicted time of a step, for sweeps: a model, a device and its kernels are bound once, then
 * batches of equal sequences are answered. {@link StepPrediction} gives the same sum with all its
 * parts. One thread at a time.
 */
public final class PredictedTimes {
  private final AttentionKernels kernels;
  private final LinearKernels linear;
  private final OperatorGroup[] groups;
  private final Operator[] operators;
  private final boolean[] computed;
  private final ProgramTime program;
  private final boolean known;
  private final double overheadSeconds;

  /**
   * Binds a step to a device and its kernels.
   *
   * @throws IllegalArgumentException if the device has no such kernel
   */
  public PredictedTimes(StepModel step, DeviceProfile device, Scenario scenario, KernelWish wish) {
    Reached said = Reached.of(device, scenario.policy());
    Reached reached = wish.isNone() ? said.withMatrixEfficiency(Double.NaN) : said;
    this.program = ProgramTime.of(device, scenario.precision(), scenario.policy(), reached);
    this.known = reached.isKnown();
    this.kernels = new AttentionKernels(device, scenario, wish);
    this.linear = new LinearKernels(device, scenario, wish);
    List<OperatorGroup> foundGroups = new ArrayList<>();
    List<Operator> foundOperators = new ArrayList<>();
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        foundGroups.add(group);
        foundOperators.add(operator);
      }
    }
    this.groups = foundGroups.toArray(OperatorGroup[]::new);
    this.operators = foundOperators.toArray(Operator[]::new);
    this.computed = new boolean[operators.length];
    this.overheadSeconds = overheadSeconds(reached.overheads());
  }

  private double overheadSeconds(Overheads overheads) {
    double sum = overheads.stepSeconds();
    for (int i = 0; i < operators.length; i++) {
      sum += groups[i].repeats() * ProgramTime.overheadSeconds(overheads, operators[i]);
    }
    return sum;
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
    double sum = overheadSeconds;
    boolean any = false;
    for (int i = 0; i < operators.length; i++) {
      List<KernelCall> calls = kernels.calls(operators[i], sequences, query, context, stepBytes);
      computed[i] = !calls.isEmpty();
      any |= computed[i];
      for (KernelCall call : calls) {
        sum += groups[i].repeats() * call.terms().predicted();
      }
    }
    if (!any && !known) {
      return Double.NaN;
    }
    for (int i = 0; i < operators.length; i++) {
      if (!computed[i] && !isWithin(i)) {
        sum += groups[i].repeats() * other(i, any || known, sequences, query, context, stepBytes);
      }
    }
    return Math.max(sum, lowerBoundSeconds);
  }

  /** Whether it is the cache's update of a layer whose attention kernel writes the cache. */
  private boolean isWithin(int index) {
    if (operators[index].kind() != OperatorKind.CACHE_UPDATE) {
      return false;
    }
    for (int i = 0; i < operators.length; i++) {
      if (computed[i]
          && operators[i].kind() == OperatorKind.ATTENTION
          && groups[i].equals(groups[index])) {
        return true;
      }
    }
    return false;
  }

  /** Seconds of what is no attention: by a library's kernels, or as programs reach them. */
  private double other(
      int index, boolean predicted, long sequences, long query, long context, double stepBytes) {
    Operator operator = operators[index];
    // Linear layers alone would make it neither a prediction nor what programs reach.
    List<LinearCall> layers =
        predicted
            ? linear.callsOfWork(
                operator, operator.matmulFlop(sequences, query, context), stepBytes)
            : List.of();
    if (layers.isEmpty()) {
      return program.seconds(operator, sequences, query, context);
    }
    double seconds = 0;
    for (LinearCall call : layers) {
      seconds += call.terms().predicted();
    }
    return seconds;
  }
}
