package dev.headroom.report.view;

import dev.headroom.plan.LoadCurve;
import dev.headroom.plan.LoadShape;
import dev.headroom.plan.RecordedLoad;
import dev.headroom.plan.Timeline;
import dev.headroom.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** A server over time and against its rate, as the rows that figures are drawn of. */
public final class PlanRows {
  private static final int MOST_ROWS = 60;

  private PlanRows() {}

  /** What a server held at a moment, with what was recorded then if anything was. */
  private record Held(RecordedLoad.Moment predicted, RecordedLoad.Moment recorded) {}

  /**
   * Means over equal intervals, at most {@value #MOST_ROWS} of them, of what a server held.
   *
   * @param blocks KV blocks of the server
   */
  public static List<Result> timeline(List<Timeline.Moment> moments, int blocks) {
    List<Held> held =
        moments.stream()
            .map(
                moment ->
                    new RecordedLoad.Moment(
                        moment.seconds(),
                        moment.running(),
                        moment.waiting(),
                        (double) moment.usedBlocks() / blocks))
            .map(moment -> new Held(moment, moment))
            .toList();
    return means(held, false);
  }

  /** The same of simulated and recorded moments side by side. */
  public static List<Result> timeline(List<LoadShape.Pair> pairs) {
    return means(
        pairs.stream().map(pair -> new Held(pair.predicted(), pair.recorded())).toList(), true);
  }

  private static List<Result> means(List<Held> held, boolean isRecorded) {
    if (held.isEmpty()) {
      return List.of();
    }
    double interval =
        Timeline.niceSeconds(held.get(held.size() - 1).predicted.seconds() / MOST_ROWS);
    TreeMap<Long, List<Held>> bins = new TreeMap<>();
    for (Held each : held) {
      // What is held at the end of an interval belongs to it.
      long bin = Math.max(0, (long) Math.ceil(each.predicted.seconds() / interval - 1e-9) - 1);
      bins.computeIfAbsent(bin, number -> new ArrayList<>()).add(each);
    }
    List<Result> rows = new ArrayList<>();
    bins.forEach((bin, own) -> rows.add(row((bin + 0.5) * interval, own, isRecorded)));
    return rows;
  }

  private static Result row(double seconds, List<Held> own, boolean isRecorded) {
    Result.Builder row =
        Result.builder()
            .put("t_s", seconds)
            .put("running", mean(own, each -> each.predicted.running()))
            .put("waiting", mean(own, each -> each.predicted.waiting()))
            .put("kv_share", mean(own, each -> each.predicted.kvShare()));
    if (isRecorded) {
      row.put("recorded_running", mean(own, each -> each.recorded.running()))
          .put("recorded_waiting", mean(own, each -> each.recorded.waiting()))
          .put("recorded_kv_share", mean(own, each -> each.recorded.kvShare()));
    }
    return row.build();
  }

  private static double mean(List<Held> own, ToDoubleFunction<Held> value) {
    return own.stream().mapToDouble(value).average().orElse(0);
  }

  /**
   * Latency against the rate.
   *
   * @param kneeRate of all copies
   * @param askedRate of all copies, if it is a rate that is asked for
   * @param percentile of the times that are not means
   */
  public static List<Result> load(
      List<LoadCurve.Point> points, double kneeRate, OptionalDouble askedRate, double percentile) {
    List<Result> rows = new ArrayList<>();
    for (LoadCurve.Point point : points) {
      rows.add(
          Result.builder()
              .put("requests_per_s", point.ratePerSecond())
              .put("knee_requests_per_s", kneeRate)
              .put("asked_requests_per_s", askedRate)
              .put("percentile", percentile)
              .put("analytical_latency_s", point.state().latency())
              .put("mean_latency_s", point.summary().latency().mean())
              .put("latency_s", point.times().latency())
              .put("analytical_ttft_s", point.state().timeToFirstToken())
              .put("mean_ttft_s", point.summary().timeToFirstToken().mean())
              .put("ttft_s", point.times().timeToFirstToken())
              .put("analytical_tpot_s", point.state().timePerOutputToken())
              .put("mean_tpot_s", point.summary().timePerOutputToken().mean())
              .put("tpot_s", point.times().timePerOutputToken())
              .put("busy_share", point.summary().load().busyShare())
              .put("mean_kv_share", point.summary().load().meanKvShare())
              .build());
    }
    return rows;
  }
}
