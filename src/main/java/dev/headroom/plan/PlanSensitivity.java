package dev.headroom.plan;

import dev.headroom.plan.Promise.Times;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of a plan if one thing that it takes for granted is worse, all else and the number
 * of copies alike. One copy is simulated at its share of the rate.
 *
 * @param assumption what is taken for granted
 * @param change what it is changed by, in words
 * @param times at the promise's percentile
 * @param load the rate over the knee
 * @param isKept whether the promise still is
 * @param severity by how many times the time that comes nearest to breaking the promise gets
 *     longer; latency, if nothing is promised
 * @param devicesNeeded by which the promise is kept again; empty if no number allowed does
 */
public record PlanSensitivity(
    String assumption,
    String change,
    Times times,
    double load,
    boolean isKept,
    double severity,
    OptionalInt devicesNeeded) {
  private static final double MORE = 1.1;
  private static final double LESS = 0.9;
  private static final double HOST_SECONDS = 1e-3;

  /** A plan that is changed. */
  private record Change(
      String assumption, String words, Deployment.Layout layout, PlanQuestion question) {}

  /** The changes by their severity, the plan as it is before them. */
  public static List<PlanSensitivity> of(PlanCandidate plan, PlanQuestion question) {
    Optional<Deployment.Layout> roomy = longer(plan.layout().deployment(), question);
    Deployment.Layout layout = roomy.orElse(plan.layout());
    PlanCandidate base = PlanCandidate.ofShare(layout, plan.copies(), question);
    List<PlanSensitivity> all = new ArrayList<>();
    List<Change> changes = new ArrayList<>(changes(layout, question));
    roomy.ifPresent(each -> changes.addAll(lengths(each, question)));
    changes.forEach(change -> all.add(of(change, base)));
    all.sort(Comparator.comparingDouble(PlanSensitivity::severity).reversed());
    all.add(0, of(new Change("as planned", "", layout, question), base));
    return all;
  }

  /** Laid out for longer requests; nothing if the longest do not fit then. */
  private static Optional<Deployment.Layout> longer(Deployment deployment, PlanQuestion question) {
    try {
      return Optional.of(deployment.layout((int) Math.ceil(MORE * question.longest()) + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<Change> lengths(Deployment.Layout layout, PlanQuestion question) {
    RequestMix mix = question.mix();
    return List.of(
        new Change(
            "length of prompts",
            "+10 %",
            layout,
            question.withMix(new RequestMix.Stretched(mix, MORE, 1))),
        new Change(
            "length of answers",
            "+10 %",
            layout,
            question.withMix(new RequestMix.Stretched(mix, 1, MORE))));
  }

  private static List<Change> changes(Deployment.Layout layout, PlanQuestion question) {
    Deployment deployment = layout.deployment();
    StepOverhead overhead = deployment.overhead();
    StepOverhead slowHost =
        new StepOverhead(overhead.perStepSeconds() + HOST_SECONDS, overhead.perSequenceSeconds());
    int blocks = Math.max(2, (int) (LESS * layout.memory().blocks()));
    return List.of(
        new Change("time of the kernels", "+10 %", layout.withKernelTimes(MORE), question),
        new Change("the program's time a step", "+1 ms", layout.withOverhead(slowHost), question),
        new Change("room for keys and values", "-10 %", layout.withBlocks(blocks), question),
        new Change(
            "requests a second",
            "+10 %",
            layout,
            question.withRate(MORE * question.ratePerSecond())));
  }

  private static PlanSensitivity of(Change change, PlanCandidate base) {
    PlanQuestion question = change.question;
    PlanCandidate changed = PlanCandidate.ofShare(change.layout, base.copies(), question);
    Promise promise = question.promise();
    double before = promise.isEmpty() ? base.times().latency() : promise.excess(base.times());
    double after = promise.isEmpty() ? changed.times().latency() : promise.excess(changed.times());
    return new PlanSensitivity(
        change.assumption,
        change.words,
        changed.times(),
        changed.state().ratePerSecond() / changed.state().kneeRate(),
        changed.isKept(),
        after / before,
        devicesNeeded(change, changed));
  }

  private static OptionalInt devicesNeeded(Change change, PlanCandidate changed) {
    if (changed.isKept()) {
      return OptionalInt.of(changed.devices());
    }
    double least = CopyCount.byAnalysis(change.layout, change.question);
    if (least > CopyCount.most(change.layout, change.question)) {
      return OptionalInt.empty();
    }
    int from = Math.max(changed.copies(), (int) least);
    PlanCandidate again = CopyCount.fewest(change.layout, from, change.question);
    return again.isKept() ? OptionalInt.of(again.devices()) : OptionalInt.empty();
  }
}
