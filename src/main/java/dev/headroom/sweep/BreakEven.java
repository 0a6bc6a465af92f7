package dev.headroom.sweep;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;
import java.util.OptionalLong;

/** From which context on one variant is so many times as fast as another, at the roofline. */
public final class BreakEven {
  /** Contexts beyond this are not asked about. */
  public static final long LONGEST_CONTEXT = 1L << 24;

  private final IdealTimes slower;
  private final IdealTimes faster;
  private final Segment segment;

  private BreakEven(IdealTimes slower, IdealTimes faster, Segment segment) {
    this.slower = slower;
    this.faster = faster;
    this.segment = segment;
  }

  /**
   * Sets two models up for the same scenario of equal sequences on a device; its context does not
   * matter.
   */
  public static BreakEven between(
      Model slower, Model faster, DeviceProfile device, Scenario scenario) {
    return between(slower, faster, device, scenario, Sharding.NONE);
  }

  /** The same for models that are spread over devices; the batch is that of all of them. */
  public static BreakEven between(
      Model slower, Model faster, DeviceProfile device, Scenario scenario, Sharding sharding) {
    int groups = sharding.groups(scenario.batch(), scenario.beams());
    Scenario own =
        scenario.withBatch(sharding.share(scenario.batch(), scenario.beams(), scenario.phase()));
    return new BreakEven(
        bind(StepModel.of(slower, own, sharding, groups), device, own),
        bind(StepModel.of(faster, own, sharding, groups), device, own),
        own.batch().segments().get(0));
  }

  private static IdealTimes bind(StepModel step, DeviceProfile device, Scenario scenario) {
    return new IdealTimes(
        new FoldedStep(step), Ceilings.of(device, scenario.precision()), scenario.cacheState());
  }

  /**
   * The context from which on the faster variant is {@code factor} times as fast. The last power of
   * two (or 0) at which it is not is looked for, then the crossing behind it by halving. Where the
   * speed-up only rises, as under causal and windowed masks, that is the first context that reaches
   * the factor; under a chunked mask it is a sawtooth, whose dips lie on powers of two, and every
   * later power of two reaches it too.
   *
   * @return empty if it is not so at {@link #LONGEST_CONTEXT}
   */
  public OptionalLong context(double factor) {
    long below = LONGEST_CONTEXT;
    long reached = below + 1;
    while (speedup(below) >= factor) {
      reached = below;
      if (below == 0) {
        return OptionalLong.of(0);
      }
      below /= 2;
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

  /** How many times as fast the faster variant is at a context. */
  public double speedup(long context) {
    return secondsOf(slower, context) / secondsOf(faster, context);
  }

  private double secondsOf(IdealTimes times, long context) {
    return times.rooflineSeconds(segment.sequences(), segment.queryLength(), context);
  }
}
