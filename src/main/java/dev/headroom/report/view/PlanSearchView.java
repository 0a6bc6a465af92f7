package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.PlanCandidate;
import dev.headroom.plan.PlanQuestion;
import dev.headroom.plan.PlanSearch.Answer;
import dev.headroom.plan.PlanSearch.Refusal;
import dev.headroom.plan.PlanSensitivity;
import dev.headroom.plan.Promise;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Plans that keep a promise, the cheapest first, and what an attention variant would change. */
public final class PlanSearchView {
  private static final String DEFINITIONS =
      "Times are at the promise's percentile over the requests: TTFT from the scheduler to the first"
          + " token, TPOT (last − first token) / (tokens − 1) of a request, latency from the scheduler"
          + " to the last token. Knee: requests a second that all copies can serve at most, by the"
          + " analysis; binds: what limits it. Attention by: fitted kernels, or no kernel, where it is"
          + " taken at what programs reach of the device or at the roofline, so that such a plan may"
          + " look faster than it is. Front: no other plan is both cheaper and faster"
          + " (latency). USD a month: 730 hours of all devices; USD/M tokens: their price over"
          + " generated tokens; energy: board power of all devices, always drawn, over generated"
          + " tokens.";

  private PlanSearchView() {}

  /**
   * The report of a search.
   *
   * @param workload what was asked, in words
   * @param variants what the best plan's devices would do with other attention
   * @param sensitivity of the best plan, the plan itself first; empty if there is none
   */
  public static Report of(
      Origin origin,
      String workload,
      PlanQuestion question,
      Answer answer,
      List<PlanCandidate> variants,
      List<PlanSensitivity> sensitivity) {
    Promise promise = question.promise();
    List<PlanCandidate> front = answer.front();
    List<Section> sections = new ArrayList<>();
    if (!answer.candidates().isEmpty()) {
      sections.add(PlanTable.of("Plans", answer.candidates(), front));
      PlanCandidate best = answer.candidates().get(0);
      sections.add(PlanView.memory(best.layout().memory()));
      sections.add(PlanView.cost(best.planCost()));
    }
    if (!variants.isEmpty()) {
      sections.add(
          PlanTable.of("The best plan's devices with other attention", variants, List.of()));
    }
    if (!sensitivity.isEmpty()) {
      sections.add(PlanTable.of(sensitivity));
    }
    List<Result> results =
        answer.candidates().stream()
            .map(each -> PlanTable.result(each, front.contains(each)))
            .toList();
    Report report =
        Report.of(origin, workload, sections, results)
            .withTotals(
                Result.builder()
                    .put("promise_kept", answer.isKept())
                    .put("percentile", promise.percentile())
                    .put("promise_ttft_s", finite(promise.timeToFirstToken()))
                    .put("promise_tpot_s", finite(promise.timePerOutputToken()))
                    .put("promise_latency_s", finite(promise.latency()))
                    .put(
                        "variants",
                        variants.stream().map(each -> PlanTable.result(each, false)).toList())
                    .put("sensitivity", sensitivity.stream().map(PlanTable::result).toList())
                    .put("refused", answer.refused().stream().map(Refusal::reason).toList())
                    .build());
    report = report.withRemark(verdict(question, answer)).withRemark(DEFINITIONS);
    if (!answer.candidates().isEmpty()) {
      PlanCandidate best = answer.candidates().get(0);
      report =
          report
              .withRemark(copies(answer, promise))
              .withRemark(PlanWords.basis(best.layout()))
              .withRemark(PlanWords.assumptions(best.layout()));
    }
    return answer.refused().isEmpty() ? report : report.withRemark(refused(answer.refused()));
  }

  private static String refused(List<Refusal> refused) {
    List<String> first = refused.stream().limit(5).map(Refusal::reason).toList();
    return "Not possible: "
        + String.join("; ", first)
        + (refused.size() > 5 ? "; and " + (refused.size() - 5) + " more." : ".");
  }

  /** What the times of each plan are of, and what the difference is for the best. */
  private static String copies(Answer answer, Promise promise) {
    PlanCandidate best = answer.candidates().get(0);
    return "Plans that say 'all' were simulated with all copies behind a router that gives a request"
        + " to the least loaded, a waiting request counting as four; the others' times are of one"
        + " copy that gets its share of the requests at random, which takes a little longer"
        + best.alone()
            .map(
                alone ->
                    ": for the best plan "
                        + PlanWords.times(alone, promise.percentile())
                        + " instead of "
                        + PlanWords.times(best.times(), promise.percentile()))
            .orElse("")
        + ".";
  }

  private static OptionalDouble finite(double value) {
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Whether the promise is kept and what that costs, or why not and what could be kept. */
  public static String verdict(PlanQuestion question, Answer answer) {
    Promise promise = question.promise();
    if (answer.candidates().isEmpty()) {
      return nobody(question, answer);
    }
    PlanCandidate best = answer.candidates().get(0);
    double percentile = promise.percentile();
    if (best.isKept()) {
      return (promise.isEmpty() ? "The cheapest plan is " : "The promise is kept by ")
          + name(best)
          + ": "
          + PlanWords.times(best.times(), percentile)
          + PlanWords.price(best.planCost())
          + ". Its knee is at "
          + PlanWords.plain(best.kneeRate())
          + " requests a second, "
          + PlanWords.plain(best.kneeRate() - best.askedRate())
          + " more than asked, where "
          + best.state().bound()
          + " binds.";
    }
    return "No deployment keeps the promise: "
        + PlanWords.broken(promise, best)
        + ". The nearest that can be kept is "
        + PlanWords.promised(best.times(), percentile)
        + ", by "
        + name(best)
        + ".";
  }

  /** Why nobody serves the rate at all. */
  private static String nobody(PlanQuestion question, Answer answer) {
    Optional<Refusal> most =
        answer.refused().stream()
            .filter(refusal -> refusal.mostRate() > 0)
            .max(Comparator.comparingDouble(Refusal::mostRate));
    return "No deployment serves "
        + PlanWords.plain(question.ratePerSecond())
        + " requests a second with at most "
        + question.mostDevices()
        + " devices. "
        + most.map(
                refusal ->
                    "The most that can be served is "
                        + PlanWords.floored(refusal.mostRate())
                        + " a second, by "
                        + refusal.nearest()
                        + ".")
            .orElse("None of the layouts that were tried is possible; the first: ")
        + (most.isPresent() || answer.refused().isEmpty()
            ? ""
            : answer.refused().get(0).reason() + ".");
  }

  private static String name(PlanCandidate each) {
    Deployment deployment = each.layout().deployment();
    return each.devices()
        + " × "
        + deployment.device().name()
        + " ("
        + each.copies()
        + (each.copies() == 1 ? " copy, " : " copies, ")
        + deployment.sharding()
        + ", "
        + Words.variant(deployment.model().attention().variant())
        + ", KV cache "
        + deployment.precision().kvCache()
        + ")";
  }
}
