package dev.headroom.timing;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A whole generation on a device: the prompt pass and the exact sum over all steps, each on its own
 * context.
 *
 * @param model what generates
 * @param device where
 * @param request for whom and how
 * @param prompt the prompt pass, or the encoder's
 * @param lastStep the step with the longest cache
 * @param promptTotal what the prompt pass takes
 * @param firstStep what the first step takes; nothing if there is none
 * @param allSteps what all steps take, the first among them
 */
public record Generation(
    Model model,
    DeviceProfile device,
    GenerationRequest request,
    Estimate prompt,
    Estimate lastStep,
    Total promptTotal,
    Total firstStep,
    Total allSteps) {

  /**
   * Work, traffic and times of one or more steps.
   *
   * @param flop of matrix products
   * @param bytes that the program moves
   * @param lowerBoundSeconds the sum of their bounds: a step begins when the one before has ended
   * @param rooflineSeconds the sum of their rooflines
   * @param predictedSeconds the sum of their predicted times; not a number if the device's profile
   *     does not say what programs reach
   */
  public record Total(
      double flop,
      double bytes,
      double lowerBoundSeconds,
      double rooflineSeconds,
      double predictedSeconds) {
    /** No step. */
    static final Total NONE = new Total(0, 0, 0, 0, 0);

    /** This and {@code times} of the other. */
    Total plus(Total other, double times) {
      return new Total(
          flop + times * other.flop,
          bytes + times * other.bytes,
          lowerBoundSeconds + times * other.lowerBoundSeconds,
          rooflineSeconds + times * other.rooflineSeconds,
          predictedSeconds + times * other.predictedSeconds);
    }

    /** The predicted time, if there is one. */
    public OptionalDouble predicted() {
      return Double.isNaN(predictedSeconds)
          ? OptionalDouble.empty()
          : OptionalDouble.of(predictedSeconds);
    }
  }

  /** One step, bound to a device, counted for any context. */
  private record Step(
      FoldedStep folded,
      IdealTimes ideal,
      Optional<StepClock> clock,
      double waiting,
      Sharding sharding) {
    /** The scenario of one device. */
    private static Scenario own(Scenario whole, Sharding sharding) {
      return whole.withBatch(sharding.share(whole.batch(), whole.beams(), whole.phase()));
    }

    static Step of(
        Model model, DeviceProfile device, Scenario whole, CacheState state, Sharding sharding) {
      int groups = sharding.groups(whole.batch(), whole.beams());
      Scenario scenario = own(whole, sharding);
      StepModel laidOut = StepModel.of(model, scenario, sharding, groups);
      FoldedStep folded = new FoldedStep(laidOut);
      Ceilings ceilings = Ceilings.of(device, scenario.precision());
      return new Step(
          folded,
          new IdealTimes(folded, ceilings, state),
          StepClock.of(
              new StepClock.Parts(
                  laidOut,
                  device,
                  scenario,
                  KernelWish.PREFERRED,
                  Reached.of(device, scenario.policy()))),
          sharding.waiting(whole.phase(), groups),
          sharding);
    }

    Total total(Scenario whole) {
      Scenario scenario = own(whole, sharding);
      long n = scenario.batch().sequences();
      long query = scenario.batch().longestQuery();
      long context = scenario.batch().longestContext();
      return new Total(
          folded.matmulFlop(n, query, context),
          folded.trafficBytes(n, query, context),
          waiting * ideal.lowerBoundSeconds(n, query, context),
          waiting * ideal.rooflineSeconds(n, query, context),
          clock.map(time -> waiting * time.seconds(scenario.batch())).orElse(Double.NaN));
    }
  }

  /**
   * Counts and times a generation.
   *
   * @throws IllegalArgumentException if the model cannot generate so, or the device states no peak
   *     for a data type
   */
  public static Generation of(Model model, DeviceProfile device, GenerationRequest request) {
    return of(model, device, request, Sharding.NONE);
  }

  /**
   * Counts and times a generation by a model that is spread over devices; counts are those of one.
   *
   * @param sharding over how many, and how
   * @throws IllegalArgumentException too if the model cannot be spread so
   */
  public static Generation of(
      Model model, DeviceProfile device, GenerationRequest request, Sharding sharding) {
    CacheState state = request.base().cacheState();
    Scenario promptScenario = request.prompt(model);
    Total prompt = Step.of(model, device, promptScenario, state, sharding).total(promptScenario);
    long steps = request.steps(model);
    Scenario last = request.step(model, Math.max(0, steps - 1));
    Step step = Step.of(model, device, last, state, sharding);
    Total first = steps == 0 ? Total.NONE : step.total(request.step(model, 0));
    Total all = Total.NONE;
    if (request.base().policy().compiled().fixedShapes()) {
      all = all.plus(first, steps);
    } else {
      for (long i = 0; i < steps; i++) {
        all = all.plus(step.total(request.step(model, i)), 1);
      }
    }
    return new Generation(
        model,
        device,
        request,
        Estimate.of(model, device, promptScenario, KernelWish.PREFERRED, sharding),
        Estimate.of(model, device, last, KernelWish.PREFERRED, sharding),
        prompt,
        first,
        all);
  }

  /** Prompt pass and all steps. */
  public Total total() {
    return promptTotal.plus(allSteps, 1);
  }

  /** What passes until the first token is there: the prompt pass and, with an encoder, a step. */
  public Total toFirstToken() {
    return model.isEncoderDecoder() ? promptTotal.plus(firstStep, 1) : promptTotal;
  }

  /**
   * What passes from one token to the next, on average over all tokens but the first; empty if
   * there is no other.
   */
  public Optional<Total> perOutputToken() {
    long others = request.outputLength() - 1;
    if (others == 0) {
      return Optional.empty();
    }
    Total rest = model.isEncoderDecoder() ? allSteps.plus(firstStep, -1) : allSteps;
    return Optional.of(Total.NONE.plus(rest, 1.0 / others));
  }

  /** Tokens generated: of a beam search those of the answers, not of all hypotheses. */
  public double tokens() {
    return (double) request.sequences() * request.outputLength();
  }

  /** Whether the prompt pass and the step with the longest cache both fit. */
  public boolean fits() {
    return prompt.memory().fits() && lastStep.memory().fits();
  }
}
