package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * The predicted time of a step, for sweeps: a model, a device and its kernels are bound once, then
 * batches of equal sequences are answered. {@link StepPrediction} gives the same sum with all its
 * parts. One thread at a time.
 */
public final class PredictedTimes {
  private final IdealTimes ideal;
  private final AttentionKernels kernels;
  private final LinearKernels linear;
  private final OperatorGroup[] groups;
  private final Operator[] operators;
  private final boolean[] computed;

  /**
   * Binds a step to a device and its kernels.
   *
   * @param ideal times of the same step on the same device
   * @throws IllegalArgumentException if the device has no such kernel
   */
  public PredictedTimes(
      StepModel step, IdealTimes ideal, DeviceProfile device, Scenario scenario, KernelWish wish) {
    this.ideal = ideal;
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
  }

  /**
   * Predicted seconds; not a number if no kernel computes any of it.
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
    boolean any = false;
    for (int i = 0; i < operators.length; i++) {
      List<KernelCall> calls = kernels.calls(operators[i], sequences, query, context, stepBytes);
      computed[i] = !calls.isEmpty();
      any |= computed[i];
      for (KernelCall call : calls) {
        sum += groups[i].repeats() * call.terms().predicted();
      }
    }
    if (!any) {
      return Double.NaN;
    }
    for (int i = 0; i < operators.length; i++) {
      if (!computed[i] && !isWithin(i)) {
        sum += groups[i].repeats() * other(operators[i], sequences, query, context, stepBytes);
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

  /** Seconds of what is no attention: by a library's kernels, or at the roofline. */
  private double other(
      Operator operator, long sequences, long query, long context, double stepBytes) {
    List<LinearCall> layers =
        linear.callsOfWork(operator, operator.matmulFlop(sequences, query, context), stepBytes);
    if (layers.isEmpty()) {
      return ideal.rooflineOf(operator, sequences, query, context);
    }
    double seconds = 0;
    for (LinearCall call : layers) {
      seconds += call.terms().predicted();
    }
    return seconds;
  }
}
