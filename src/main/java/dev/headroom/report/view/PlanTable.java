package dev.headroom.report.view;

import dev.headroom.plan.Deployment;
import dev.headroom.plan.PlanCandidate;
import dev.headroom.plan.PlanCost;
import dev.headroom.plan.PlanSensitivity;
import dev.headroom.report.Quantity;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plans row by row, and what one of them rests on. */
final class PlanTable {
  private static final int MOST_ROWS = 15;
  private static final int MOST_SHIFTS = 3;

  private PlanTable() {}

  /** A column that is left out if all plans agree in it. */
  private record Axis(String key, String title, Function<Deployment, Object> value) {
    boolean varies(List<PlanCandidate> plans) {
      return plans.stream().map(each -> value.apply(each.layout().deployment())).distinct().count()
          > 1;
    }
  }

  private static final List<Axis> AXES =
      List.of(
          new Axis("kv_cache_dtype", "KV cache", each -> each.precision().kvCache().toString()),
          new Axis("max_num_seqs", "Sequences", each -> each.engine().maxSequences() + ""),
          new Axis(
              "max_num_batched_tokens",
              "Tokens a step",
              each -> each.engine().maxBatchedTokens() + ""));

  /** The table of some plans, of which those on the front are marked. */
  static Section of(String title, List<PlanCandidate> plans, List<PlanCandidate> front) {
    List<Axis> axes = AXES.stream().filter(axis -> axis.varies(plans)).toList();
    Section.Builder table =
        Section.builder(title)
            .column("device", "Device", Quantity.TEXT)
            .column("devices", "Devices", Quantity.COUNT)
            .column("copies", "Copies", Quantity.COUNT)
            .column("sharding", "Copy on", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT);
    axes.forEach(axis -> table.column(axis.key, axis.title, Quantity.TEXT));
    table
        .column("kept", "Kept", Quantity.TEXT)
        .column("ttft", "TTFT", Quantity.SECONDS)
        .column("tpot", "TPOT", Quantity.SECONDS)
        .column("latency", "Latency", Quantity.SECONDS)
        .column("simulated", "Of", Quantity.TEXT)
        .column("attention_by", "Attention by", Quantity.TEXT)
        .column("load", "Of knee", Quantity.FRACTION)
        .column("binds", "Binds", Quantity.TEXT)
        .column("usd_h", "Price", Quantity.USD_PER_HOUR)
        .column("usd_m", "Cost", Quantity.USD_PER_MILLION_TOKENS)
        .column("energy", "Energy", Quantity.JOULES_PER_TOKEN)
        .column("front", "Front", Quantity.TEXT);
    for (PlanCandidate each : plans.subList(0, Math.min(MOST_ROWS, plans.size()))) {
      table.row(row(each, axes, front.contains(each)).toArray());
    }
    return table.build();
  }

  private static List<@Nullable Object> row(
      PlanCandidate each, List<Axis> axes, boolean isOnFront) {
    Deployment deployment = each.layout().deployment();
    List<@Nullable Object> row = new ArrayList<>();
    row.add(deployment.device().name());
    row.add(each.devices());
    row.add(each.copies());
    row.add(deployment.sharding().toString());
    row.add(Words.variant(deployment.model().attention().variant()));
    axes.forEach(axis -> row.add(axis.value.apply(deployment)));
    row.add(each.isKept() ? "yes" : "no");
    row.add(each.times().timeToFirstToken());
    row.add(each.times().timePerOutputToken());
    row.add(each.times().latency());
    row.add(each.copies() == 1 || each.alone().isPresent() ? "all" : "one copy");
    row.add(each.layout().isFitted() ? "kernels" : "no kernel");
    row.add(each.askedRate() / each.kneeRate());
    row.add(each.state().bound());
    row.add(each.planCost().usdPerHour());
    row.add(each.planCost().usdPerMillionTokens());
    row.add(each.planCost().joulesPerToken());
    row.add(isOnFront ? "yes" : "");
    return row;
  }

  /** The plan as it is, and with the assumptions changed that matter most. */
  static Section of(List<PlanSensitivity> sensitivity) {
    Section.Builder table =
        Section.builder("What the best plan rests on most (one copy at its share)")
            .column("assumption", "If", Quantity.TEXT)
            .column("change", "Changes by", Quantity.TEXT)
            .column("kept", "Kept", Quantity.TEXT)
            .column("ttft", "TTFT", Quantity.SECONDS)
            .column("tpot", "TPOT", Quantity.SECONDS)
            .column("latency", "Latency", Quantity.SECONDS)
            .column("load", "Of knee", Quantity.FRACTION)
            .column("devices", "Devices needed then", Quantity.TEXT);
    for (PlanSensitivity each :
        sensitivity.subList(0, Math.min(MOST_SHIFTS + 1, sensitivity.size()))) {
      table.row(
          each.assumption(),
          each.change(),
          each.isKept() ? "yes" : "no",
          each.times().timeToFirstToken(),
          each.times().timePerOutputToken(),
          each.times().latency(),
          each.load(),
          each.devicesNeeded().isPresent()
              ? Integer.toString(each.devicesNeeded().getAsInt())
              : "none suffices");
    }
    return table.build();
  }

  static Result result(PlanSensitivity each) {
    return Result.builder()
        .put("assumption", each.assumption())
        .put("change", each.change())
        .put("promise_kept", each.isKept())
        .put("ttft_s", each.times().timeToFirstToken())
        .put("tpot_s", each.times().timePerOutputToken())
        .put("latency_s", each.times().latency())
        .put("of_knee", each.load())
        .put("severity", each.severity())
        .put(
            "devices_needed",
            each.devicesNeeded().isPresent() ? each.devicesNeeded().getAsInt() : null)
        .build();
  }

  static Result result(PlanCandidate each, boolean isOnFront) {
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
            .put("pipeline_parallel", deployment.sharding().pipeline())
            .put("max_num_seqs", deployment.engine().maxSequences())
            .put("max_num_batched_tokens", deployment.engine().maxBatchedTokens());
    PlanView.putMemory(result, each.layout().memory());
    return result
        .put("promise_kept", each.isKept())
        .put("ttft_s", each.times().timeToFirstToken())
        .put("tpot_s", each.times().timePerOutputToken())
        .put("latency_s", each.times().latency())
        .put("simulated_copies", each.alone().isPresent() ? each.copies() : 1)
        .put("attention_is_fitted", each.layout().isFitted())
        .put("analytical_latency_mean_s", each.state().latency())
        .put("simulated_latency_mean_s", each.summary().latency().mean())
        .put("knee_requests_per_s", each.kneeRate())
        .put("headroom_requests_per_s", each.kneeRate() - each.askedRate())
        .put("bound", each.state().bound())
        .put("busy_share", each.summary().load().busyShare())
        .put("mean_kv_share", each.summary().load().meanKvShare())
        .put("usd_per_hour", cost.usdPerHour())
        .put("usd_per_month", cost.usdPerMonth())
        .put("usd_per_million_tokens", cost.usdPerMillionTokens())
        .put("energy_j_per_token", cost.joulesPerToken())
        .put("kwh_per_month", cost.kilowattHoursPerMonth())
        .put("on_front", isOnFront)
        .build();
  }
}
