package dev.headroom.cost;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a whole step costs, operator by operator.
 *
 * @param operators one record per operator and kind of layer, in the order of execution
 * @param streamBytes bytes of the residual stream of all new tokens
 */
public record StepCost(List<OperatorCost> operators, double streamBytes) {
  /** Copies the list. */
  public StepCost {
    operators = List.copyOf(operators);
  }

  /** The cost of the operators that match, for all their layers. */
  public StepCost only(Predicate<OperatorCost> wanted) {
    return new StepCost(operators.stream().filter(wanted).toList(), streamBytes);
  }

  /** The cost of one layer of a group, its operators together: work, or traffic. */
  public StepCost layer(OperatorGroup group) {
    return only(cost -> cost.group().equals(group));
  }

  /** Work of all layers. */
  public Work work() {
    Work sum = Work.NONE;
    for (OperatorCost cost : operators) {
      sum = sum.plus(cost.work(), cost.group().repeats());
    }
    return sum;
  }

  /** Bytes that the schedule moves, all layers. */
  public Traffic traffic() {
    Traffic sum = Traffic.NONE;
    for (OperatorCost cost : operators) {
      sum = sum.plus(cost.traffic(), cost.group().repeats());
    }
    return sum;
  }

  /**
   * Bytes that nothing can avoid moving, all layers: weights, visible cached keys and values, new
   * ones.
   */
  public double compulsoryBytes() {
    double sum = 0;
    for (OperatorCost cost : operators) {
      sum += cost.compulsory().total() * cost.group().repeats();
    }
    return sum;
  }

  /** Bytes that a device sends to others, all layers. */
  public double sentBytes() {
    double sum = 0;
    for (OperatorCost cost : operators) {
      sum += cost.sentBytes() * cost.group().repeats();
    }
    return sum;
  }

  /** Bytes of all layers' KV caches after the step. */
  public double kvCacheBytes() {
    double sum = 0;
    for (OperatorCost cost : operators) {
      sum += cost.memory().kvCache() * cost.group().repeats();
    }
    return sum;
  }

  /**
   * Bytes of activations that must lie in memory at once: the residual stream and those of the
   * largest operator.
   */
  public double workspaceBytes() {
    return streamBytes
        + operators.stream().mapToDouble(cost -> cost.memory().workspace()).max().orElse(0);
  }
}
