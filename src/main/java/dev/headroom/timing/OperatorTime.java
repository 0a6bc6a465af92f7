package dev.headroom.timing;

import dev.headroom.cost.OperatorCost;

/**
 * How long one operator of one layer keeps each resource busy at its peak.
 *
 * @param cost what was counted
 * @param computeSeconds matrix products over the matrix peak
 * @param memorySeconds bytes over bandwidth
 * @param exponentialSeconds exponentials over their rate
 * @param vectorSeconds elementwise work over its rate
 * @param linkSeconds bytes for other devices on the links to them
 */
public record OperatorTime(
    OperatorCost cost,
    double computeSeconds,
    double memorySeconds,
    double exponentialSeconds,
    double vectorSeconds,
    double linkSeconds) {

  /** The times of an operator under these ceilings. */
  static OperatorTime of(OperatorCost cost, Ceilings ceilings) {
    return new OperatorTime(
        cost,
        cost.work().matmulFlop() / ceilings.matmulFlop(cost.operator().multipliesActivations()),
        cost.traffic().total() / ceilings.bandwidth(),
        cost.work().exponentials() / ceilings.exponentials(),
        cost.work().vectorFlop() / ceilings.vectorFlop(),
        ceilings.linkSeconds(cost.operator(), cost.extent().tokens()));
  }

  /** The longest of them: the operator's time if all resources work at once and at their peaks. */
  public double rooflineSeconds() {
    return Math.max(
        Math.max(Math.max(computeSeconds, memorySeconds), linkSeconds),
        Math.max(exponentialSeconds, vectorSeconds));
  }

  /** The resource that takes longest. */
  public Resource bound() {
    double time = rooflineSeconds();
    if (time == linkSeconds && time > 0) {
      return Resource.LINKS;
    }
    if (time == memorySeconds) {
      return Resource.MEMORY;
    }
    if (time == computeSeconds) {
      return Resource.COMPUTE;
    }
    return time == exponentialSeconds ? Resource.EXPONENTIALS : Resource.VECTOR;
  }
}
