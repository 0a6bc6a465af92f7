package dev.headroom.timing;

import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;
import dev.headroom.cost.Work;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.OptionalDouble;

/**
 * What one step of a model costs on a device: counts, ideal times, memory, and what follows from
 * them.
 *
 * @param model what is computed
 * @param device where
 * @param scenario for whom and how, all devices together
 * @param sharding over how many devices, and how; counts, times and memory are those of one device
 * @param cost the counts
 * @param times the ideal times
 * @param memory whether it fits
 * @param prediction by the device's kernels
 */
public record Estimate(
    Model model,
    DeviceProfile device,
    Scenario scenario,
    Sharding sharding,
    StepCost cost,
    StepTimes times,
    MemoryFit memory,
    StepPrediction prediction) {

  /** Counts a step and times it, attention by the kernels that the device's profile prefers. */
  public static Estimate of(Model model, DeviceProfile device, Scenario scenario) {
    return of(model, device, scenario, KernelWish.PREFERRED);
  }

  /**
   * Counts a step and times it.
   *
   * @param kernels by which attention is to be predicted
   * @throws IllegalArgumentException if the model cannot run this step, or the device states no
   *     peak for a data type, or has no such kernel
   */
  public static Estimate of(
      Model model, DeviceProfile device, Scenario scenario, KernelWish kernels) {
    return of(model, device, scenario, kernels, Sharding.NONE);
  }

  /**
   * Counts and times what one device of the largest stage does in a step that is spread.
   *
   * @param sharding over how many devices, and how
   * @throws IllegalArgumentException too if the model cannot be spread so, or no link joins so many
   *     devices
   */
  public static Estimate of(
      Model model, DeviceProfile device, Scenario scenario, KernelWish kernels, Sharding sharding) {
    int groups = sharding.groups(scenario.batch(), scenario.beams());
    Scenario own =
        scenario.withBatch(sharding.share(scenario.batch(), scenario.beams(), scenario.phase()));
    double waiting = sharding.waiting(scenario.phase(), groups);
    StepModel step = StepModel.of(model, own, sharding, groups);
    StepCost cost = step.count(own.batch());
    StepTimes times =
        StepTimes.of(cost, Ceilings.of(device, scenario.precision()), scenario.cacheState())
            .slowed(waiting);
    return new Estimate(
        model,
        device,
        scenario,
        sharding,
        cost,
        times,
        MemoryFit.of(step, cost, device.capacityBytes()),
        StepPrediction.of(cost, times, device, own, kernels, waiting));
  }

  /** The device at the data types of the step. */
  public Ceilings ceilings() {
    return Ceilings.of(device, scenario.precision());
  }

  /** FLOP of matrix products over bytes moved, both as scheduled. */
  public double arithmeticIntensityFlopPerByte() {
    Work work = cost.work();
    return work.matmulFlop() / cost.traffic().total();
  }

  /**
   * New tokens of all sequences, which the step advances; all hypotheses of a source are one
   * sequence of the answer.
   */
  public long tokens() {
    return scenario.batch().tokens() / scenario.beams();
  }

  /**
   * Whether fitted kernels, or what programs were seen to reach of the device, stand behind its
   * speed; else it is the roofline's.
   */
  public boolean isPredicted() {
    return prediction.isKnown();
  }

  /** The time that a plan would count on: predicted if there is a prediction, else the roofline. */
  public double expectedSeconds() {
    return isPredicted() ? prediction.seconds() : times.rooflineSeconds();
  }

  /** Tokens a second in the expected time. */
  public double tokensPerSecond() {
    return tokens() / expectedSeconds();
  }

  /** The expected time of a prompt pass: from its start to the first new token. */
  public OptionalDouble timeToFirstTokenSeconds() {
    return ifPhase(Phase.PREFILL);
  }

  /** The expected time of a decode step: from one new token to the next. */
  public OptionalDouble timePerOutputTokenSeconds() {
    return ifPhase(Phase.DECODE);
  }

  private OptionalDouble ifPhase(Phase phase) {
    return scenario.phase() == phase
        ? OptionalDouble.of(expectedSeconds())
        : OptionalDouble.empty();
  }

  /** Joules per token if all devices draw their board power for the expected time. */
  public OptionalDouble energyJoulesPerToken() {
    return perToken(device.powerWatts(), 1);
  }

  /** US dollars for a million tokens at the price of an hour. */
  public OptionalDouble usdPerMillionTokens() {
    return perToken(device.priceUsdPerHour(), 1e6 / 3600);
  }

  private OptionalDouble perToken(OptionalDouble perSecond, double factor) {
    return perSecond.isPresent()
        ? OptionalDouble.of(
            sharding.devices() * perSecond.getAsDouble() * factor / tokensPerSecond())
        : OptionalDouble.empty();
  }

  /**
   * How many times as fast as another estimate this one is: as predicted, or at the roofline if one
   * of them is not predicted.
   */
  public double speedupOver(Estimate other) {
    return isPredicted() && other.isPredicted()
        ? other.prediction.seconds() / prediction.seconds()
        : other.times.rooflineSeconds() / times.rooflineSeconds();
  }
}
