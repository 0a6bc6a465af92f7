package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.LatencySummary;
import dev.headroom.plan.LoadShape;
import dev.headroom.plan.MemoryPlan;
import dev.headroom.plan.PlanCost;
import dev.headroom.plan.Promise.Times;
import dev.headroom.plan.Replay;
import dev.headroom.plan.Served;
import dev.headroom.plan.ServingSummary;
import dev.headroom.plan.Timeline;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How a deployment serves a traffic, and how near a served trace comes to what was measured. */
public final class PlanView {
  private static final String DEFINITIONS =
      "TTFT: from the moment the scheduler hears of a request to its first token. TPOT: of a request"
          + " with more than one token, (last − first token) / (tokens − 1), so that each request"
          + " counts once. Token gap: time from one token to the next, each gap counts once. Latency:"
          + " from the scheduler to the last token. Percentiles interpolate between order statistics;"
          + " those of gaps come from a histogram with three digits. Knee: requests"
          + " a second that can be served at most, by the analysis; binds: what limits it. USD a"
          + " month: 730 hours of all devices; USD/M tokens: their price over generated tokens;"
          + " energy: board power of all devices, always drawn, over generated tokens and over a"
          + " month.";

  private PlanView() {}

  /**
   * The report of a simulated traffic.
   *
   * @param workload what was asked, in words
   * @param percentile of the answer's times
   */
  public static Report of(Origin origin, Served served, String workload, double percentile) {
    Deployment.Layout layout = served.layout();
    ServingSummary summary = served.summary();
    Report report =
        Report.of(
                origin,
                heading(layout, workload),
                List.of(
                    memory(layout.memory()),
                    times(summary),
                    load(summary),
                    room(served),
                    cost(served.cost())),
                List.of(result(served)))
            .withRemark(PlanWords.answer(served, Times.of(served.run(), percentile), percentile));
    return withNotes(report, layout);
  }

  /**
   * The report of a recorded run served again.
   *
   * @param shapes of the load over time, if it was recorded
   */
  public static Report of(
      Origin origin, Replay replay, Served served, List<LoadShape> shapes, String workload) {
    Deployment.Layout layout = replay.layout();
    List<Section> sections = new ArrayList<>();
    sections.add(memory(layout.memory()));
    sections.add(ReplayParts.errors(replay));
    if (!shapes.isEmpty()) {
      sections.add(ReplayParts.shapes(shapes));
    }
    sections.add(load(served.summary()));
    sections.add(room(served));
    Report report =
        Report.of(origin, heading(layout, workload), sections, List.of(result(served)))
            .withTotals(ReplayParts.totals(replay, shapes))
            .withRemark(PlanWords.answer(replay, shapes))
            .withRemark(PlanWords.judged(replay));
    return withNotes(report, layout);
  }

  private static Report withNotes(Report report, Deployment.Layout layout) {
    return report
        .withRemark(DEFINITIONS)
        .withRemark(PlanWords.basis(layout))
        .withRemark(PlanWords.assumptions(layout));
  }

  private static String heading(Deployment.Layout layout, String workload) {
    return PlanWords.deployment(layout.deployment()) + ". " + workload;
  }

  static Section memory(MemoryPlan memory) {
    return Section.builder("Memory of one device")
        .column("part", "Part", Quantity.TEXT)
        .column("bytes", "Bytes", Quantity.BYTES)
        .row("device", memory.capacityBytes())
        .row("the program may use", memory.usableBytes())
        .row("weights", memory.weightBytes())
        .row("activations of the largest step", memory.workspaceBytes())
        .row("driver, runtime and graphs (estimated)", memory.reserveBytes())
        .row(
            memory.blocks()
                + " KV blocks of "
                + memory.blockTokens()
                + " tokens, "
                + memory.kvTokens()
                + " tokens",
            memory.kvBytes())
        .build();
  }

  private static Section.Builder statistics(String title) {
    return Section.builder(title)
        .column("time", "Time", Quantity.TEXT)
        .column("n", "n", Quantity.COUNT)
        .column("mean", "Mean", Quantity.SECONDS)
        .column("median", "Median", Quantity.SECONDS)
        .column("p90", "p90", Quantity.SECONDS)
        .column("p99", "p99", Quantity.SECONDS);
  }

  private static Section times(ServingSummary summary) {
    Section.Builder table = statistics("Predicted times");
    row(table, "TTFT", summary.timeToFirstToken());
    row(table, "TPOT", summary.timePerOutputToken());
    row(table, "Token gap", summary.gap());
    row(table, "Latency", summary.latency());
    return table.build();
  }

  private static void row(Section.Builder table, String name, LatencySummary times) {
    table.row(name, times.n(), times.mean(), times.median(), times.p90(), times.p99());
  }

  private static Section load(ServingSummary summary) {
    ServingSummary.Load load = summary.load();
    return Section.builder("Load")
        .column("requests_per_s", "Served", Quantity.REQUESTS_PER_SECOND)
        .column("output_tokens_per_s", "Generated", Quantity.TOKENS_PER_SECOND)
        .column("busy", "Busy", Quantity.FRACTION)
        .column("running", "Running", Quantity.NUMBER)
        .column("waiting", "Waiting", Quantity.NUMBER)
        .column("kv_use", "KV use", Quantity.FRACTION)
        .column("preemptions", "Preempted", Quantity.COUNT)
        .column("seconds", "In", Quantity.SECONDS)
        .row(
            load.requestsPerSecond(),
            load.outputTokensPerSecond(),
            load.busyShare(),
            load.meanRunning(),
            load.meanWaiting(),
            load.meanKvShare(),
            load.preemptions(),
            load.seconds())
        .build();
  }

  private static Section room(Served served) {
    double asked = served.askedRate();
    boolean isRate = Double.isFinite(asked);
    return Section.builder("Room")
        .column("knee_requests_per_s", "Knee", Quantity.REQUESTS_PER_SECOND)
        .column("binds", "Binds", Quantity.TEXT)
        .column("of_knee", "Of knee", Quantity.FRACTION)
        .column("headroom_requests_per_s", "Headroom", Quantity.REQUESTS_PER_SECOND)
        .column("analytical_s", "Mean latency, analysis", Quantity.SECONDS)
        .column("simulated_s", "Mean latency, simulated", Quantity.SECONDS)
        .row(
            served.kneeRate(),
            served.state().bound(),
            isRate ? asked / served.kneeRate() : null,
            isRate ? served.kneeRate() - asked : null,
            isRate ? served.state().latency() : null,
            served.summary().latency().mean())
        .build();
  }

  static Section cost(PlanCost cost) {
    return Section.builder("Cost of all devices")
        .column("usd_per_hour", "Price", Quantity.USD_PER_HOUR)
        .column("usd_per_month", "A month", Quantity.USD)
        .column("usd_per_million_tokens", "Tokens", Quantity.USD_PER_MILLION_TOKENS)
        .column("energy_j_per_token", "Energy", Quantity.JOULES_PER_TOKEN)
        .column("joules_per_month", "Energy a month", Quantity.JOULES)
        .row(
            cost.usdPerHour(),
            cost.usdPerMonth(),
            cost.usdPerMillionTokens(),
            cost.joulesPerToken(),
            cost.kilowattHoursPerMonth().isPresent()
                ? OptionalDouble.of(3.6e6 * cost.kilowattHoursPerMonth().getAsDouble())
                : OptionalDouble.empty())
        .build();
  }

  private static Result result(Served served) {
    Deployment.Layout layout = served.layout();
    ServingSummary summary = served.summary();
    Deployment deployment = layout.deployment();
    Result.Builder result =
        Result.builder()
            .put("device", deployment.device().name())
            .put("model", deployment.model().name())
            .put("attention", deployment.model().attention().variant())
            .put("dtype", deployment.precision().weights().key())
            .put("kv_cache_dtype", deployment.precision().kvCache().toString())
            .put("devices", deployment.sharding().devices())
            .put("tensor_parallel", deployment.sharding().tensor())
            .put("pipeline_parallel", deployment.sharding().pipeline())
            .put("data_parallel", deployment.sharding().data())
            .put("max_num_seqs", deployment.engine().maxSequences())
            .put("max_num_batched_tokens", deployment.engine().maxBatchedTokens());
    putMemory(result, layout.memory());
    putTimes(result, "ttft", summary.timeToFirstToken());
    putTimes(result, "tpot", summary.timePerOutputToken());
    putTimes(result, "gap", summary.gap());
    putTimes(result, "latency", summary.latency());
    ServingSummary.Load load = summary.load();
    return result
        .put("requests_per_s", load.requestsPerSecond())
        .put("output_tokens_per_s", load.outputTokensPerSecond())
        .put("busy_share", load.busyShare())
        .put("mean_running", load.meanRunning())
        .put("mean_waiting", load.meanWaiting())
        .put("mean_kv_share", load.meanKvShare())
        .put("preemptions", load.preemptions())
        .put("step_overhead_s", deployment.overhead().perStepSeconds())
        .put("sequence_overhead_s", deployment.overhead().perSequenceSeconds())
        .put("knee_requests_per_s", served.kneeRate())
        .put("bound", served.state().bound())
        .put("analytical_latency_mean_s", served.state().latency())
        .put("usd_per_hour", served.cost().usdPerHour())
        .put("usd_per_month", served.cost().usdPerMonth())
        .put("usd_per_million_tokens", served.cost().usdPerMillionTokens())
        .put("energy_j_per_token", served.cost().joulesPerToken())
        .put("kwh_per_month", served.cost().kilowattHoursPerMonth())
        .put("timeline", served.moments().stream().map(moment -> moment(moment, layout)).toList())
        .build();
  }

  static void putMemory(Result.Builder result, MemoryPlan memory) {
    result
        .put("weight_bytes", memory.weightBytes())
        .put("workspace_bytes", memory.workspaceBytes())
        .put("reserve_bytes", memory.reserveBytes())
        .put("kv_block_bytes", memory.blockBytes())
        .put("num_gpu_blocks", memory.blocks())
        .put("kv_tokens", memory.kvTokens());
  }

  private static void putTimes(Result.Builder result, String name, LatencySummary times) {
    result
        .put(name + "_mean_s", times.mean())
        .put(name + "_median_s", times.median())
        .put(name + "_p90_s", times.p90())
        .put(name + "_p99_s", times.p99());
  }

  private static Result moment(Timeline.Moment moment, Deployment.Layout layout) {
    return Result.builder()
        .put("t_s", moment.seconds())
        .put("running", moment.running())
        .put("waiting", moment.waiting())
        .put("kv_share", (double) moment.usedBlocks() / layout.totalBlocks())
        .put("generated_tokens", moment.generatedTokens())
        .build();
  }
}
