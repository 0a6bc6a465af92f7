package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.PlanCost;
import dev.headroom.plan.PlanSearch.Answer;
import dev.headroom.plan.PlanSearch.Candidate;
import dev.headroom.plan.Promise;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Plans that keep a promise, the cheapest first, and what an attention variant would change. */
public final class PlanSearchView {
  private static final int MOST_ROWS = 15;
  private static final String DEFINITIONS =
      "Times are at the promise's percentile over the requests of one simulated copy: TTFT from the"
          + " scheduler to the first token, TPOT (last − first token) / (tokens − 1) of a request,"
          + " latency from the scheduler to the last token. Knee: requests a second that all copies"
          + " can serve at most, by the analysis; binds: what limits it. Front: no other plan is both"
          + " cheaper and faster (latency). USD a month: 730 hours of all devices; USD/M tokens:"
          + " their price over generated tokens; energy: board power of all devices, always drawn,"
          + " over generated tokens.";

  private PlanSearchView() {}

  /**
   * The report of a search.
   *
   * @param workload what was asked, in words
   * @param answer the search's
   * @param variants what the best plan's devices would do with other attention
   */
  public static Report of(
      Origin origin, String workload, Promise promise, Answer answer, List<Candidate> variants) {
    List<Candidate> front = answer.front();
    List<Section> sections = new ArrayList<>();
    sections.add(plans("Plans", answer.candidates(), front));
    if (!variants.isEmpty()) {
      sections.add(plans("The best plan's devices with other attention", variants, List.of()));
    }
    List<Result> results =
        answer.candidates().stream().map(each -> result(each, front.contains(each))).toList();
    Report report =
        Report.of(origin, workload, sections, results)
            .withTotals(
                Result.builder()
                    .put("promise_kept", answer.isKept())
                    .put("percentile", promise.percentile())
                    .put("promise_ttft_s", finite(promise.timeToFirstToken()))
                    .put("promise_tpot_s", finite(promise.timePerOutputToken()))
                    .put("promise_latency_s", finite(promise.latency()))
                    .put("variants", variants.stream().map(each -> result(each, false)).toList())
                    .put("refused", answer.refused())
                    .build());
    report = report.withRemark(verdict(promise, answer)).withRemark(DEFINITIONS);
    if (!answer.refused().isEmpty()) {
      report =
          report.withRemark(
              "Not possible: "
                  + String.join("; ", answer.refused().stream().limit(5).toList())
                  + (answer.refused().size() > 5
                      ? "; and " + (answer.refused().size() - 5) + " more."
                      : "."));
    }
    return report;
  }

  private static OptionalDouble finite(double value) {
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Whether the promise is kept, and the nearest that could be. */
  public static String verdict(Promise promise, Answer answer) {
    if (answer.candidates().isEmpty()) {
      return "No deployment serves this rate.";
    }
    Candidate best = answer.candidates().get(0);
    if (best.isKept()) {
      return "The promise is kept by " + name(best) + ".";
    }
    return String.format(
        Locale.ROOT,
        "No deployment keeps the promise (%s). The nearest that can be kept is TTFT %.3g s, TPOT"
            + " %.3g ms, latency %.3g s at p%.4g, by %s.",
        broken(promise, best.times()),
        best.times().timeToFirstToken(),
        1e3 * best.times().timePerOutputToken(),
        best.times().latency(),
        promise.percentile(),
        name(best));
  }

  private static String broken(Promise promise, Promise.Times times) {
    List<String> broken = new ArrayList<>();
    if (times.timeToFirstToken() > promise.timeToFirstToken()) {
      broken.add(seconds("TTFT", promise.timeToFirstToken()));
    }
    if (times.timePerOutputToken() > promise.timePerOutputToken()) {
      broken.add(seconds("TPOT", promise.timePerOutputToken()));
    }
    if (times.latency() > promise.latency()) {
      broken.add(seconds("latency", promise.latency()));
    }
    return String.join(", ", broken);
  }

  private static String seconds(String name, double seconds) {
    return String.format(Locale.ROOT, "%s %.3g s", name, seconds);
  }

  private static String name(Candidate each) {
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
        + ")";
  }

  private static Section plans(String title, List<Candidate> candidates, List<Candidate> front) {
    Section.Builder table =
        Section.builder(title)
            .column("device", "Device", Quantity.TEXT)
            .column("devices", "Devices", Quantity.COUNT)
            .column("copies", "Copies", Quantity.COUNT)
            .column("sharding", "Copy on", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("kept", "Kept", Quantity.TEXT)
            .column("ttft", "TTFT", Quantity.SECONDS)
            .column("tpot", "TPOT", Quantity.SECONDS)
            .column("latency", "Latency", Quantity.SECONDS)
            .column("load", "Of knee", Quantity.FRACTION)
            .column("binds", "Binds", Quantity.TEXT)
            .column("usd_h", "Price", Quantity.USD_PER_HOUR)
            .column("usd_m", "Cost", Quantity.USD_PER_MILLION_TOKENS)
            .column("front", "Front", Quantity.TEXT);
    for (Candidate each : candidates.subList(0, Math.min(MOST_ROWS, candidates.size()))) {
      Deployment deployment = each.layout().deployment();
      table.row(
          deployment.device().name(),
          each.devices(),
          each.copies(),
          deployment.sharding().toString(),
          Words.variant(deployment.model().attention().variant()),
          each.isKept() ? "yes" : "no",
          each.times().timeToFirstToken(),
          each.times().timePerOutputToken(),
          each.times().latency(),
          each.state().ratePerSecond() / each.state().kneeRate(),
          each.state().bound(),
          each.usdPerHour(),
          each.planCost().usdPerMillionTokens(),
          front.contains(each) ? "yes" : "");
    }
    return table.build();
  }

  private static Result result(Candidate each, boolean isOnFront) {
    Deployment deployment = each.layout().deployment();
    PlanCost cost = each.planCost();
    Result.Builder result =
        Result.builder()
            .put("device", deployment.device().name())
            .put("model", deployment.model().name())
            .put("attention", deployment.model().attention().variant())
            .put("kv_cache_dtype", deployment.precision().kvCache().toString())
            .put("devices", each.devices())
            .put("data_parallel", each.copies())
            .put("tensor_parallel", deployment.sharding().tensor())
            .put("pipeline_parallel", deployment.sharding().pipeline());
    PlanView.putMemory(result, each.layout().memory());
    return result
        .put("promise_kept", each.isKept())
        .put("ttft_s", each.times().timeToFirstToken())
        .put("tpot_s", each.times().timePerOutputToken())
        .put("latency_s", each.times().latency())
        .put("analytical_latency_mean_s", each.state().latency())
        .put("simulated_latency_mean_s", each.summary().latency().mean())
        .put("knee_requests_per_s", each.kneeRate())
        .put(
            "headroom_requests_per_s",
            each.kneeRate() - each.copies() * each.state().ratePerSecond())
        .put("bound", each.state().bound())
        .put("busy_share", each.summary().load().busyShare())
        .put("mean_kv_share", each.summary().load().meanKvShare())
        .put("usd_per_hour", each.usdPerHour())
        .put("usd_per_month", cost.usdPerMonth())
        .put("usd_per_million_tokens", cost.usdPerMillionTokens())
        .put("energy_j_per_token", cost.joulesPerToken())
        .put("kwh_per_month", cost.kilowattHoursPerMonth())
        .put("on_front", isOnFront)
        .build();
  }
}
