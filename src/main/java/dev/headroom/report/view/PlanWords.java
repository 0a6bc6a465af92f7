package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.LoadShape;
import dev.headroom.plan.PlanCandidate;
import dev.headroom.plan.PlanCost;
import dev.headroom.plan.Promise;
import dev.headroom.plan.Promise.Times;
import dev.headroom.plan.Replay;
import dev.headroom.plan.Served;
import dev.headroom.plan.SteadyState;
import dev.headroom.plan.StepOverhead;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers of plans in sentences. */
final class PlanWords {
  private PlanWords() {}

  static String seconds(double value) {
    return SignificantFormat.text(value, Quantity.SECONDS);
  }

  static String plain(double value) {
    return SignificantFormat.text(value, Quantity.NUMBER);
  }

  static String share(double value) {
    return SignificantFormat.text(value, Quantity.FRACTION);
  }

  /** Three times: {@code TTFT 44 ms, TPOT 8.1 ms and latency 2.1 s at p90}. */
  static String times(Times times, double percentile) {
    return "TTFT "
        + seconds(times.timeToFirstToken())
        + ", TPOT "
        + seconds(times.timePerOutputToken())
        + " and latency "
        + seconds(times.latency())
        + " at p"
        + dev.headroom.document.NumberText.of(percentile);
  }

  /** The same rounded up to three digits, so that a promise of them is kept. */
  static String promised(Times times, double percentile) {
    return times(
        new Times(
            ceiled(times.timeToFirstToken()),
            ceiled(times.timePerOutputToken()),
            ceiled(times.latency())),
        percentile);
  }

  private static double ceiled(double value) {
    return Double.isNaN(value)
        ? value
        : BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.CEILING)).doubleValue();
  }

  /** A number rounded down to three digits. */
  static String floored(double value) {
    return plain(
        BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.FLOOR)).doubleValue());
  }

  /** Which part of a promise is broken, and whether it could be kept on idle devices. */
  static String broken(Promise promise, PlanCandidate best) {
    SteadyState idle = best.idle();
    List<String> broken = new ArrayList<>();
    add(
        broken,
        "TTFT",
        promise.timeToFirstToken(),
        best.times().timeToFirstToken(),
        idle.timeToFirstToken());
    add(
        broken,
        "TPOT",
        promise.timePerOutputToken(),
        best.times().timePerOutputToken(),
        idle.timePerOutputToken());
    add(broken, "latency", promise.latency(), best.times().latency(), idle.latency());
    return String.join("; ", broken);
  }

  private static void add(
      List<String> broken, String name, double promised, double got, double idle) {
    if (got > promised) {
      broken.add(
          name
              + " of "
              + seconds(promised)
              + " is missed, where a request alone on the nearest plan's copy takes "
              + seconds(idle)
              + (idle > promised
                  ? ", whatever the load"
                  : ", so that more copies would be needed"));
    }
  }

  /** A price with what follows from it; nothing if it is not known. */
  static String price(PlanCost cost) {
    return cost.usdPerHour().isEmpty()
        ? ""
        : ", for "
            + SignificantFormat.text(cost.usdPerHour().getAsDouble(), Quantity.USD_PER_HOUR)
            + " ("
            + SignificantFormat.text(cost.usdPerMonth().orElse(Double.NaN), Quantity.USD)
            + " a month, "
            + SignificantFormat.text(
                cost.usdPerMillionTokens().orElse(Double.NaN), Quantity.USD_PER_MILLION_TOKENS)
            + ")";
  }

  /** A model, its attention and the devices it is on. */
  static String deployment(Deployment deployment) {
    return deployment.model().name()
        + " ("
        + Words.variant(deployment.model().attention().variant())
        + ") on "
        + deployment.sharding().devices()
        + " × "
        + deployment.device().name()
        + ", "
        + deployment.sharding();
  }

  /** How a deployment fares, and how far it is from its knee: two sentences. */
  static String answer(Served served, Times times, double percentile) {
    double rate = served.summary().load().requestsPerSecond();
    return deployment(served.layout().deployment())
        + ", serves "
        + plain(rate)
        + " requests a second with "
        + times(times, percentile)
        + price(served.cost())
        + ". "
        + knee(served);
  }

  private static String knee(Served served) {
    double asked = served.askedRate();
    String most =
        "At most it serves "
            + plain(served.kneeRate())
            + " requests a second, where "
            + served.state().bound()
            + " binds";
    if (Double.isInfinite(asked)) {
      return most + ".";
    }
    return asked < served.kneeRate()
        ? most + ": " + plain(served.kneeRate() - asked) + " more than asked."
        : most + ": less than the " + plain(asked) + " asked, so that requests wait ever longer.";
  }

  /** How near a recorded run was met: two sentences. */
  static String answer(Replay replay, List<LoadShape> shapes) {
    return "The recorded run of "
        + replay.run().requests().size()
        + " requests is predicted with errors of "
        + errors(replay, 0)
        + " (TTFT) and "
        + errors(replay, 1)
        + " (TPOT), "
        + calibrated(replay)
        + ". "
        + (shapes.isEmpty()
            ? "Load over time was not recorded, or not given (--timeseries)."
            : "Over time running requests differ by "
                + plain(shapes.get(0).meanDifference())
                + " in the mean (of "
                + plain(shapes.get(0).recordedMean())
                + " recorded) and KV use by "
                + share(shapes.get(2).meanDifference())
                + " (of "
                + share(shapes.get(2).recordedMean())
                + ").");
  }

  private static String calibrated(Replay replay) {
    return replay.calibrated() == 0
        ? "with nothing calibrated on it here"
        : "with a step's overhead calibrated on the first "
            + replay.calibrated()
            + " and judged on the others";
  }

  private static String errors(Replay replay, int metric) {
    List<String> errors = new ArrayList<>();
    for (Replay.Statistic statistic : Replay.STATISTICS) {
      errors.add(
          SignificantFormat.text(replay.metrics().get(metric).error(statistic), Quantity.CHANGE)
              + " "
              + statistic.name());
    }
    return String.join(", ", errors);
  }

  /** What was calibrated, and what may have been. */
  static String judged(Replay replay) {
    StepOverhead overhead = replay.layout().deployment().overhead();
    if (replay.calibrated() == 0 && overhead.equals(StepOverhead.NONE)) {
      return "Nothing was calibrated on served requests, of this trace or another: steps take what"
          + " their kernels take, and no overhead beside.";
    }
    return replay.calibrated() == 0
        ? "No request of this trace was used to calibrate. The usual overhead was calibrated on the"
            + " first 100 requests of a recorded run on an RTX 4090, which may be this one;"
            + " --step-overhead 0 --sequence-overhead 0 leaves it away."
        : "The overhead of a step was calibrated on the first "
            + replay.calibrated()
            + " requests ("
            + overhead(replay.layout().deployment().overhead())
            + "); the errors are of the others.";
  }

  private static String overhead(StepOverhead overhead) {
    return seconds(overhead.perStepSeconds())
        + " a step and "
        + seconds(overhead.perSequenceSeconds())
        + " a sequence";
  }

  /** What stands behind the times of steps. */
  static String basis(Deployment.Layout layout) {
    return "Step times: "
        + String.join("; ", layout.basis())
        + "; beside them "
        + overhead(layout.deployment().overhead())
        + ".";
  }

  /** What the simulation takes a server to do. */
  static String assumptions(Deployment.Layout layout) {
    return "Scheduler as of vLLM: running requests first, chunked prompts, admission by free KV"
        + " blocks, the last admitted is preempted and computed again"
        + (layout.scheduler().reusesOwnBlocks()
            ? ", but for those of its blocks that nobody took"
            : "")
        + ". No prompt shares more than the stated prefix with another.";
  }

  /** A time's name in tables. */
  static String name(String key) {
    return key.equals("latency") ? "Latency" : key.toUpperCase(Locale.ROOT);
  }
}
