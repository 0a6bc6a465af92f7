package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.LatencySummary;
import dev.headroom.plan.MemoryPlan;
import dev.headroom.plan.Replay;
import dev.headroom.plan.ServerRun;
import dev.headroom.plan.ServingSummary;
import dev.headroom.plan.StepOverhead;
import dev.headroom.plan.Timeline;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a deployment serves a traffic, and how near a served trace comes to what was measured. */
public final class PlanView {
  private static final String DEFINITIONS =
      "TTFT: from the moment the scheduler hears of a request to its first token. TPOT: of a request"
          + " with more than one token, (last − first token) / (tokens − 1), so that each request"
          + " counts once. Token gap: time from one token to the next, each gap counts once. Latency:"
          + " from the scheduler to the last token. Percentiles interpolate between order statistics;"
          + " those of gaps come from a histogram with three digits.";

  private PlanView() {}

  /**
   * The report of a simulated traffic.
   *
   * @param workload what was asked, in words
   * @param runs one for each copy
   */
  public static Report of(
      Origin origin,
      Deployment.Layout layout,
      String workload,
      List<ServerRun> runs,
      List<Timeline.Moment> moments) {
    ServingSummary summary = ServingSummary.of(runs, layout.scheduler().blocks());
    Report report =
        Report.of(
            origin,
            heading(layout, workload),
            List.of(memory(layout.memory()), times(summary), load(summary)),
            List.of(result(layout, summary, moments)));
    return withNotes(report, layout);
  }

  /** The report of a recorded run served again. */
  public static Report of(Origin origin, Replay replay, String workload) {
    Deployment.Layout layout = replay.layout();
    ServingSummary summary = ServingSummary.of(replay.runs(), layout.scheduler().blocks());
    Report report =
        Report.of(
                origin,
                heading(layout, workload),
                List.of(memory(layout.memory()), errors(replay), load(summary)),
                List.of(result(layout, summary, replay.moments())))
            .withTotals(totals(replay))
            .withRemark(judged(replay));
    return withNotes(report, layout);
  }

  private static Report withNotes(Report report, Deployment.Layout layout) {
    return report.withRemark(DEFINITIONS).withRemark(basis(layout)).withRemark(assumptions(layout));
  }

  private static String heading(Deployment.Layout layout, String workload) {
    Deployment deployment = layout.deployment();
    return String.format(
        Locale.ROOT,
        "%s (%s) on %d × %s, %s. %s",
        deployment.model().name(),
        Words.variant(deployment.model().attention().variant()),
        deployment.sharding().devices(),
        deployment.device().name(),
        deployment.sharding(),
        workload);
  }

  private static Section memory(MemoryPlan memory) {
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

  private static Section errors(Replay replay) {
    Section.Builder table =
        Section.builder("Predicted against measured")
            .column("time", "Time", Quantity.TEXT)
            .column("n", "n", Quantity.COUNT)
            .column("statistic", "Statistic", Quantity.TEXT)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("measured_s", "Measured", Quantity.SECONDS)
            .column("error", "Error", Quantity.CHANGE);
    for (Replay.Metric metric : replay.metrics()) {
      String name =
          metric.key().equals("latency") ? "Latency" : metric.key().toUpperCase(Locale.ROOT);
      for (Replay.Statistic statistic : Replay.STATISTICS) {
        table.row(
            name,
            metric.measured().n(),
            statistic.name(),
            statistic.of().applyAsDouble(metric.predicted()),
            statistic.of().applyAsDouble(metric.measured()),
            metric.error(statistic));
      }
    }
    return table.build();
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

  private static String judged(Replay replay) {
    int n = replay.runs().size();
    return (replay.calibrated() == 0
            ? "No request of this trace was used to calibrate. The usual overhead was calibrated on the"
                + " first 100 requests of a recorded run on an RTX 4090, which may be this one;"
                + " --step-overhead 0 --sequence-overhead 0 leaves it away."
            : "The overhead of a step was calibrated on the first "
                + replay.calibrated()
                + " requests ("
                + overhead(replay.layout().deployment().overhead())
                + "); the errors are of the others.")
        + (n > 1 ? " Copies are taken to get requests in turn." : "");
  }

  private static String overhead(StepOverhead overhead) {
    return String.format(
        Locale.ROOT,
        "%.3g ms a step and %.3g us a sequence",
        1e3 * overhead.perStepSeconds(),
        1e6 * overhead.perSequenceSeconds());
  }

  private static String basis(Deployment.Layout layout) {
    return "Step times: "
        + String.join("; ", layout.basis())
        + "; beside them "
        + overhead(layout.deployment().overhead())
        + ".";
  }

  private static String assumptions(Deployment.Layout layout) {
    return "Scheduler as of vLLM: running requests first, chunked prompts, admission by free KV"
        + " blocks, the last admitted is preempted and computed again"
        + (layout.scheduler().reusesOwnBlocks()
            ? ", but for those of its blocks that nobody took"
            : "")
        + ". No prompt shares more than the stated prefix with another.";
  }

  private static Result result(
      Deployment.Layout layout, ServingSummary summary, List<Timeline.Moment> moments) {
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
        .put("timeline", moments.stream().map(moment -> moment(moment, layout)).toList())
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
        .put("kv_share", (double) moment.usedBlocks() / layout.scheduler().blocks())
        .put("generated_tokens", moment.generatedTokens())
        .build();
  }

  private static Result totals(Replay replay) {
    List<Result> rows = new ArrayList<>();
    for (Replay.Metric metric : replay.metrics()) {
      for (Replay.Statistic statistic : Replay.STATISTICS) {
        rows.add(
            Result.builder()
                .put("metric", metric.key())
                .put("statistic", statistic.name())
                .put("n", metric.measured().n())
                .put("predicted_s", statistic.of().applyAsDouble(metric.predicted()))
                .put("measured_s", statistic.of().applyAsDouble(metric.measured()))
                .put("error", metric.error(statistic))
                .build());
      }
    }
    return Result.builder()
        .put("calibrated_on_first", replay.calibrated())
        .put("replay", rows)
        .build();
  }
}
