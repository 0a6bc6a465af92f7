package dev.headroom.timing;

import dev.headroom.cost.OperatorCost;
import dev.headroom.cost.StepCost;
import dev.headroom.workload.CacheState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The ideal times of one step with all their parts.
 *
 * @param operators every operator of one layer of its kind, in order
 * @param lowerBoundComputeSeconds matrix products that no schedule can avoid, over the peak
 * @param lowerBoundMemorySeconds compulsory bytes, less the cache's credit, over bandwidth
 * @param rooflineSeconds the sum over all layers' operators of their longest time
 * @param bound the resource in which the roofline spends most of its time
 */
public record StepTimes(
    List<OperatorTime> operators,
    double lowerBoundComputeSeconds,
    double lowerBoundMemorySeconds,
    double rooflineSeconds,
    Resource bound) {
  /** Copies the list. */
  public StepTimes {
    operators = List.copyOf(operators);
  }

  /** The times of a counted step under these ceilings. */
  public static StepTimes of(StepCost cost, Ceilings ceilings, CacheState cacheState) {
    List<OperatorTime> times =
        cost.operators().stream().map(each -> OperatorTime.of(each, ceilings)).toList();
    double credit = cacheState == CacheState.COLD ? 0 : ceilings.cacheBytes();
    double compute =
        sum(
            times,
            time ->
                time.cost().work().requiredMatmulFlop()
                    / ceilings.matmulFlop(time.cost().operator().multipliesActivations()));
    double memory = IdealTimes.boundOf(0, cost.compulsoryBytes(), credit, ceilings);
    return new StepTimes(
        times, compute, memory, sum(times, OperatorTime::rooflineSeconds), boundOf(times));
  }

  /** The same taking {@code factor} times as long in all, for devices that wait for others. */
  StepTimes slowed(double factor) {
    return new StepTimes(
        operators,
        factor * lowerBoundComputeSeconds,
        factor * lowerBoundMemorySeconds,
        factor * rooflineSeconds,
        bound);
  }

  private static double sum(List<OperatorTime> times, ToDoubleFunction<OperatorTime> part) {
    double sum = 0;
    for (OperatorTime time : times) {
      OperatorCost cost = time.cost();
      sum += cost.group().repeats() * part.applyAsDouble(time);
    }
    return sum;
  }

  private static Resource boundOf(List<OperatorTime> times) {
    return Arrays.stream(Resource.values())
        .max(
            Comparator.comparingDouble(
                resource ->
                    sum(times, time -> time.bound() == resource ? time.rooflineSeconds() : 0)))
        .orElseThrow();
  }

  /** The time that nothing on the device can beat. */
  public double lowerBoundSeconds() {
    return Math.max(lowerBoundComputeSeconds, lowerBoundMemorySeconds);
  }
}
