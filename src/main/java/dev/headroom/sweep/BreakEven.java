package dev.headroom.sweep;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.PredictedTimes;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/** From which context or batch on one variant is so many times as fast as another. */
public final class BreakEven {
  /** Contexts and batches beyond this are not asked about. */
  public static final long LONGEST_CONTEXT = 1L << 24;

  private final LongToDoubleFunction speedup;
  private final long least;

  private BreakEven(LongToDoubleFunction speedup, long least) {
    this.speedup = speedup;
    this.least = least;
  }

  /**
   * The same by estimates: predicted where kernels compute both, else at the roofline.
   *
   * @param slower whose batch is of equal sequences
   * @param faster the same question about another model
   * @param context whether the context is open, else the number of sequences
   */
  public static BreakEven between(Question slower, Question faster, boolean context) {
    Segment now = slower.sequences();
    int beams = slower.scenario().beams();
    LongFunction<Scenario> at =
        open ->
            slower
                .scenario()
                .withBatch(
                    Batch.uniform(
                        context ? now.sequences() : open * beams,
                        now.queryLength(),
                        context ? open : now.contextLength()));
    return new BreakEven(
        open ->
            faster
                .withScenario(at.apply(open))
                .answer()
                .speedupOver(slower.withScenario(at.apply(open)).answer()),
        context ? slower.scenario().sharedPrefix() : 1);
  }

  /**
   * Sets two models up for the same scenario of equal sequences on a device; its context does not
   * matter. It is asked at the predicted times where both have them, else at the roofline.
   */
  public static BreakEven between(
      Model slower, Model faster, DeviceProfile device, Scenario scenario) {
    return between(slower, faster, device, scenario, KernelWish.PREFERRED, Sharding.NONE);
  }

  /**
   * The same for models that are spread over devices; the batch is that of all of them.
   *
   * @param kernels by which attention is to be predicted
   */
  public static BreakEven between(
      Model slower,
      Model faster,
      DeviceProfile device,
      Scenario scenario,
      KernelWish kernels,
      Sharding sharding) {
    int groups = sharding.groups(scenario.batch(), scenario.beams());
    Scenario own =
        scenario.withBatch(sharding.share(scenario.batch(), scenario.beams(), scenario.phase()));
    Side slow = Side.of(StepModel.of(slower, own, sharding, groups), device, own, kernels);
    Side fast = Side.of(StepModel.of(faster, own, sharding, groups), device, own, kernels);
    Segment now = own.batch().segments().get(0);
    boolean predicted =
        !Double.isNaN(slow.predictedSeconds(now, now.contextLength()))
            && !Double.isNaN(fast.predictedSeconds(now, now.contextLength()));
    return new BreakEven(
        predicted
            ? context -> slow.predictedSeconds(now, context) / fast.predictedSeconds(now, context)
            : context -> slow.rooflineSeconds(now, context) / fast.rooflineSeconds(now, context),
        0);
  }

  /** One of two models on a device. */
  private record Side(FoldedStep folded, IdealTimes ideal, PredictedTimes predicted) {
    static Side of(StepModel step, DeviceProfile device, Scenario scenario, KernelWish kernels) {
      FoldedStep folded = new FoldedStep(step);
      Ceilings ceilings = Ceilings.of(device, scenario.precision());
      return new Side(
          folded,
          new IdealTimes(folded, ceilings, scenario.cacheState()),
          new PredictedTimes(step, device, scenario, kernels));
    }

    double rooflineSeconds(Segment segment, long context) {
      return ideal.rooflineSeconds(segment.sequences(), segment.queryLength(), context);
    }

    double predictedSeconds(Segment segment, long context) {
      long sequences = segment.sequences();
      long query = segment.queryLength();
      return predicted.seconds(
          sequences,
          query,
          context,
          folded.trafficBytes(sequences, query, context),
          ideal.lowerBoundSeconds(sequences, query, context));
    }
  }

  /**
   * The context (or batch) from which on the faster variant is {@code factor} times as fast. The
   * last power of two (or the least) at which it is not is looked for, then the crossing behind it
   * by halving. Where the speed-up only rises, as under causal and windowed masks, that is the
   * first context that reaches the factor; under a chunked mask it is a sawtooth, whose dips lie on
   * powers of two, and every later power of two reaches it too.
   *
   * @return empty if it is not so at {@link #LONGEST_CONTEXT}
   */
  public OptionalLong context(double factor) {
    long below = LONGEST_CONTEXT;
    long reached = below + 1;
    while (speedup(below) >= factor) {
      reached = below;
      if (below == least) {
        return OptionalLong.of(least);
      }
      below = Math.max(least, below / 2);
    }
    if (reached > LONGEST_CONTEXT) {
      return OptionalLong.empty();
    }
    while (reached - below > 1) {
      long middle = below + (reached - below) / 2;
      if (speedup(middle) < factor) {
        below = middle;
      } else {
        reached = middle;
      }
    }
    return OptionalLong.of(reached);
  }

  /** How many times as fast the faster variant is at a context, or with a batch. */
  public double speedup(long open) {
    return speedup.applyAsDouble(open);
  }
}
