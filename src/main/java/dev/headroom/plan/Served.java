package dev.headroom.plan;

import dev.headroom.workload.Sharding;
import java.util.List;

/**
 * A deployment that served a traffic in the simulation, and what the analysis says of it.
 *
 * @param layout of one copy, and how many there are
 * @param run of all copies
 * @param moments of all copies together
 * @param state of one copy at its share of the rate
 */
public record Served(
    Deployment.Layout layout, ServerRun run, List<Timeline.Moment> moments, SteadyState state) {
  /** Copies the list. */
  public Served {
    moments = List.copyOf(moments);
  }

  /**
   * Serves a traffic.
   *
   * @param means of its requests
   * @param ratePerSecond of all its requests; infinite for clients that wait
   */
  public static Served of(
      Deployment.Layout layout, Traffic traffic, RequestMix.Means means, double ratePerSecond) {
    Timeline timeline = Timeline.of(traffic);
    ServerRun run = layout.serve(traffic, timeline);
    return new Served(layout, run, timeline.moments(), state(layout, means, ratePerSecond));
  }

  /** A recorded run that was served again. */
  public static Served of(Replay replay, RequestMix.Means means, double ratePerSecond) {
    return new Served(
        replay.layout(),
        replay.run(),
        replay.moments(),
        state(replay.layout(), means, ratePerSecond));
  }

  private static SteadyState state(
      Deployment.Layout layout, RequestMix.Means means, double ratePerSecond) {
    return SteadyState.of(layout, means, ratePerSecond / layout.deployment().sharding().data());
  }

  /** Copies of it. */
  public int copies() {
    return layout.deployment().sharding().data();
  }

  /** Requests a second that all copies can serve at most. */
  public double kneeRate() {
    return copies() * state.kneeRate();
  }

  /** Requests a second that all copies are asked; infinite for clients that wait. */
  public double askedRate() {
    return copies() * state.ratePerSecond();
  }

  /** How it fared. */
  public ServingSummary summary() {
    return ServingSummary.of(run, layout.scheduler().blocks());
  }

  /** Price and energy at the tokens that it generated. */
  public PlanCost cost() {
    Sharding sharding = layout.deployment().sharding();
    return PlanCost.of(
        layout.deployment().device(), sharding.devices(), summary().load().outputTokensPerSecond());
  }
}
