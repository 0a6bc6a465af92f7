package dev.headroom.plan;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.MemoryFit;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;
import java.util.function.LongPredicate;

/**
 * The most that fits into a device's memory, one thing grown and the rest held. Memory grows with
 * both, so bisection finds the exact limit.
 *
 * @param largestBatch sequences of the scenario's lengths, each of a beam search with all its
 *     hypotheses; 0 if not even one fits
 * @param largestContext cached tokens of each of the scenario's sequences, or tokens of each source
 *     in an encoder pass; −1 if they do not fit even without a cache
 */
public record Capacity(long largestBatch, long largestContext) {
  /** What stands for no limit: all that can be asked for fits. */
  public static final long UNLIMITED = Segment.MAX_LENGTH;

  /**
   * The limits around a scenario of equal sequences; of a ragged batch, its first segment counts.
   */
  public static Capacity of(Model model, DeviceProfile device, Scenario scenario) {
    return of(model, device, scenario, Sharding.NONE);
  }

  /** The same for all devices over which a model is spread together. */
  public static Capacity of(
      Model model, DeviceProfile device, Scenario scenario, Sharding sharding) {
    Segment segment = scenario.batch().segments().get(0);
    long query = segment.queryLength();
    Fit fit = new Fit(model, device.capacityBytes(), scenario, sharding);
    long batch =
        largest(
            0,
            many ->
                many == 0
                    || (many <= UNLIMITED / scenario.beams()
                        && fit.holds(
                            Batch.uniform(
                                many * scenario.beams(), query, segment.contextLength()))));
    long n = segment.sequences();
    boolean encodes = model.isEncoderDecoder() && scenario.phase() == Phase.PREFILL;
    LongPredicate holds =
        encodes
            ? length -> length < 1 || fit.holds(Batch.prefill(n, length))
            : length -> length < 0 || fit.holds(Batch.uniform(n, query, length));
    return new Capacity(batch, largest(-1, holds));
  }

  /** Whether batches of all devices together fit into each. */
  private record Fit(Model model, double capacity, Scenario scenario, Sharding sharding) {
    boolean holds(Batch batch) {
      int beams = scenario.beams();
      int groups = sharding.groups(batch, beams);
      Batch own = sharding.share(batch, beams, scenario.phase());
      StepModel step = StepModel.of(model, scenario.withBatch(own), sharding, groups);
      return MemoryFit.of(step, step.count(own), capacity).fits();
    }
  }

  /**
   * The largest number from {@code low}, for which it holds, up to which a falling predicate holds.
   */
  private static long largest(long low, LongPredicate holds) {
    long good = low;
    long bad = Segment.MAX_LENGTH + 1;
    while (bad - good > 1) {
      long middle = good + (bad - good) / 2;
      if (holds.test(middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }
}
