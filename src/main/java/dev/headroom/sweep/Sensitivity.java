package dev.headroom.sweep;

import dev.headroom.timing.Ceilings;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.StepTimes;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the roofline of a step changes when one quantity does and all else is held.
 *
 * @param quantity in words
 * @param lessSeconds the roofline with less of it
 * @param moreSeconds the roofline with more of it
 */
public record Sensitivity(String quantity, double lessSeconds, double moreSeconds) {
  private static final double NEAR = 0.02;

  /** A rate of the device. */
  private enum Rate {
    BANDWIDTH("memory bandwidth"),
    WEIGHTS("matrix peak, weights"),
    ATTENTION("matrix peak, attention"),
    VECTOR("vector peak"),
    EXPONENTIALS("exponential rate");

    private final String words;

    Rate(String words) {
      this.words = words;
    }

    private double of(Ceilings ceilings) {
      return switch (this) {
        case BANDWIDTH -> ceilings.bandwidth();
        case WEIGHTS -> ceilings.weightFlop();
        case ATTENTION -> ceilings.attentionFlop();
        case VECTOR -> ceilings.vectorFlop();
        case EXPONENTIALS -> ceilings.exponentials();
      };
    }

    private double seconds(Estimate estimate, double factor) {
      Ceilings c = estimate.ceilings();
      Ceilings changed =
          new Ceilings(
              c.weightFlop() * (this == WEIGHTS ? factor : 1),
              c.attentionFlop() * (this == ATTENTION ? factor : 1),
              c.vectorFlop() * (this == VECTOR ? factor : 1),
              c.exponentials() * (this == EXPONENTIALS ? factor : 1),
              c.bandwidth() * (this == BANDWIDTH ? factor : 1),
              c.cacheBytes(),
              c.links());
      return StepTimes.of(estimate.cost(), changed, estimate.scenario().cacheState())
          .rooflineSeconds();
    }
  }

  /**
   * The sensitivities of an estimate: to the rates that the device states, and to batch and context
   * of equal sequences where that part of them is a whole number, to 2 %.
   *
   * @param part of the quantity that is taken off and added, above 0 and below 1
   */
  public static List<Sensitivity> of(Estimate estimate, double part) {
    if (!(part > 0 && part < 1)) {
      throw new IllegalArgumentException("part: must be above 0 and below 1, was " + part);
    }
    List<Sensitivity> all = new ArrayList<>();
    for (Rate rate : Rate.values()) {
      if (Double.isFinite(rate.of(estimate.ceilings()))) {
        all.add(
            new Sensitivity(
                rate.words, rate.seconds(estimate, 1 - part), rate.seconds(estimate, 1 + part)));
      }
    }
    List<Segment> segments = estimate.scenario().batch().segments();
    if (segments.size() == 1) {
      Segment segment = segments.get(0);
      ofBatch(estimate, segment, part).ifPresent(all::add);
      ofContext(estimate, segment, part).ifPresent(all::add);
    }
    return all;
  }

  /** Batches come in whole hypotheses of their sources. */
  private static Optional<Sensitivity> ofBatch(Estimate estimate, Segment segment, double part) {
    int beams = estimate.scenario().beams();
    long sources = segment.sequences() / beams;
    long change = change(sources, part);
    return change == 0
        ? Optional.empty()
        : Optional.of(
            new Sensitivity(
                "batch size",
                seconds(estimate, (sources - change) * beams, segment, segment.contextLength()),
                seconds(estimate, (sources + change) * beams, segment, segment.contextLength())));
  }

  private static Optional<Sensitivity> ofContext(Estimate estimate, Segment segment, double part) {
    long change = change(segment.contextLength(), part);
    boolean shares = estimate.scenario().sharedPrefix() > segment.contextLength() - change;
    return change == 0 || shares
        ? Optional.empty()
        : Optional.of(
            new Sensitivity(
                "context length",
                seconds(estimate, segment.sequences(), segment, segment.contextLength() - change),
                seconds(estimate, segment.sequences(), segment, segment.contextLength() + change)));
  }

  /** The part as a whole number; 0 if none is near. */
  private static long change(long number, double part) {
    long change = Math.round(number * part);
    return Math.abs(change - number * part) <= NEAR * change ? change : 0;
  }

  private static double seconds(Estimate estimate, long sequences, Segment segment, long context) {
    Batch batch = Batch.uniform(sequences, segment.queryLength(), context);
    return Estimate.of(estimate.model(), estimate.device(), estimate.scenario().withBatch(batch))
        .times()
        .rooflineSeconds();
  }
}
