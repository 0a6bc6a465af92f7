package dev.headroom.plan;

import dev.headroom.plan.Trace.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A recorded run served again: only arrivals and lengths are given, and what was measured is
 * compared. The overhead of a step may first be calibrated on the requests that came first; the
 * errors are of the others.
 *
 * @param layout with the overhead that was used
 * @param calibrated requests at the start on which the overhead was calibrated; 0 for none
 * @param run of all copies
 * @param moments of all copies together
 * @param metrics predicted against measured, on the requests that did not calibrate
 */
public record Replay(
    Deployment.Layout layout,
    int calibrated,
    ServerRun run,
    List<Timeline.Moment> moments,
    List<Metric> metrics) {

  /** Half the widths of the first grid. */
  private static final double WIDEST_STEP = 4e-3;

  private static final double WIDEST_SEQUENCE = 60e-6;
  private static final int GRID = 2;
  private static final int LEVELS = 5;

  /** The statistics that are compared. */
  public static final List<Statistic> STATISTICS =
      List.of(
          new Statistic("mean", LatencySummary::mean),
          new Statistic("median", LatencySummary::median),
          new Statistic("p90", LatencySummary::p90),
          new Statistic("p99", LatencySummary::p99));

  /**
   * A statistic.
   *
   * @param name in tables
   * @param of a summary
   */
  public record Statistic(String name, ToDoubleFunction<LatencySummary> of) {}

  /** Copies the lists. */
  public Replay {
    moments = List.copyOf(moments);
    metrics = List.copyOf(metrics);
  }

  /**
   * One time, predicted and measured.
   *
   * @param key in files: {@code ttft}, {@code tpot}, {@code latency}
   * @param predicted over the requests
   * @param measured over the same requests
   */
  public record Metric(String key, LatencySummary predicted, LatencySummary measured) {
    /** Signed error of one statistic as a part of the measured one. */
    public double error(Statistic statistic) {
      return statistic.of.applyAsDouble(predicted) / statistic.of.applyAsDouble(measured) - 1;
    }
  }

  /**
   * Serves a trace again.
   *
   * @param calibrate requests at the start to calibrate the overhead on; 0 to use the layout's
   * @throws IllegalArgumentException if that leaves no request to judge
   */
  public static Replay of(Deployment.Layout layout, Traffic traffic, Trace trace, int calibrate) {
    Measured measured =
        trace
            .measured()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--trace: has no queued_ts, first_token_ts and last_token_ts to compare"
                            + " with"));
    int n = trace.requests().size();
    if (calibrate < 0 || calibrate >= n) {
      throw new IllegalArgumentException(
          "--calibrate-on: must leave some of the " + n + " requests to judge, was " + calibrate);
    }
    Deployment.Layout used =
        calibrate == 0
            ? layout
            : layout.withOverhead(calibrated(layout, traffic, measured, calibrate));
    Timeline timeline = Timeline.of(traffic);
    ServerRun run = used.serve(traffic, timeline);
    return new Replay(
        used, calibrate, run, timeline.moments(), metrics(run, measured, calibrate, n));
  }

  /**
   * The best of a grid, then of finer ones around the best. The misfit has steps, since a little
   * more time moves a request to another step, so that a search by slopes would stop at the first.
   */
  private static StepOverhead calibrated(
      Deployment.Layout layout, Traffic traffic, Measured measured, int calibrate) {
    StepOverhead best = StepOverhead.NONE;
    double least = Double.POSITIVE_INFINITY;
    double perStep = WIDEST_STEP;
    double perSequence = WIDEST_SEQUENCE;
    StepOverhead centre = new StepOverhead(perStep, perSequence);
    for (int level = 0; level < LEVELS; level++) {
      for (int i = -GRID; i <= GRID; i++) {
        for (int j = -GRID; j <= GRID; j++) {
          StepOverhead each =
              new StepOverhead(
                  Math.max(0, centre.perStepSeconds() + i * perStep / GRID),
                  Math.max(0, centre.perSequenceSeconds() + j * perSequence / GRID));
          double misfit = misfit(layout, traffic, measured, calibrate, each);
          if (misfit < least) {
            least = misfit;
            best = each;
          }
        }
      }
      centre = best;
      perStep /= GRID;
      perSequence /= GRID;
    }
    return best;
  }

  /** Mean of the relative errors of mean, median and p90 of all times of the first requests. */
  private static double misfit(
      Deployment.Layout layout,
      Traffic traffic,
      Measured measured,
      int calibrate,
      StepOverhead overhead) {
    ServerRun run = layout.withOverhead(overhead).serve(traffic, ServerListener.DEAF);
    double sum = 0;
    for (Metric metric : metrics(run, measured, 0, calibrate)) {
      for (Statistic statistic : STATISTICS.subList(0, 3)) {
        sum += Math.abs(metric.error(statistic));
      }
    }
    return sum;
  }

  private static List<Metric> metrics(ServerRun run, Measured measured, int from, int to) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(metric("ttft", run.timesToFirstToken(), measured.timeToFirstToken(), from, to));
    metrics.add(metric("tpot", run.timesPerOutputToken(), measured.timePerOutputToken(), from, to));
    metrics.add(metric("latency", run.latencies(), measured.latency(), from, to));
    return metrics;
  }

  private static Metric metric(
      String key, double[] predicted, double[] measured, int from, int to) {
    return new Metric(
        key,
        LatencySummary.of(Arrays.copyOfRange(predicted, from, to)),
        LatencySummary.of(Arrays.copyOfRange(measured, from, to)));
  }
}
