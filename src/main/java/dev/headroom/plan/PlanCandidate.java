package dev.headroom.plan;

import dev.headroom.plan.Promise.Times;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A deployment that serves the rate of a question.
 *
 * @param layout of one copy
 * @param copies of it
 * @param state of one copy in the analysis
 * @param times at the promise's percentile: of all copies behind a router if {@code alone} is
 *     there, else of one copy that is asked its share at random
 * @param summary of the same run
 * @param isKept whether the promise is
 * @param alone the times of one copy that is asked its share at random, beside those of all
 * @param idle what one copy does for a request that it has to itself
 */
public record PlanCandidate(
    Deployment.Layout layout,
    int copies,
    SteadyState state,
    Times times,
    ServingSummary summary,
    boolean isKept,
    Optional<Times> alone,
    SteadyState idle) {
  /** One copy of so many, which is asked its share at random: with Poisson arrivals of its own. */
  static PlanCandidate ofShare(Deployment.Layout layout, int copies, PlanQuestion question) {
    ServerRun run = layout.serve(question.share(copies), ServerListener.DEAF);
    return of(layout, copies, question, run, Optional.empty());
  }

  /** All copies of this candidate, or another number of them, behind a router. */
  PlanCandidate whole(int newCopies, PlanQuestion question) {
    ServerRun run =
        layout.ofCopies(newCopies).serve(question.whole(newCopies), ServerListener.DEAF);
    Times share = newCopies == copies ? times : ofShare(layout, newCopies, question).times;
    return of(layout, newCopies, question, run, Optional.of(share));
  }

  private static PlanCandidate of(
      Deployment.Layout layout,
      int copies,
      PlanQuestion question,
      ServerRun run,
      Optional<Times> alone) {
    Times times = Times.of(run, question.promise().percentile());
    return new PlanCandidate(
        layout,
        copies,
        SteadyState.of(layout, question.mix().means(), question.ratePerSecond() / copies),
        times,
        ServingSummary.of(run, layout.scheduler().blocks()),
        question.promise().isKeptBy(times),
        alone,
        SteadyState.of(layout, question.mix().means(), 1e-9));
  }

  /** Devices of all copies. */
  public int devices() {
    return copies * layout.deployment().sharding().devicesPerReplica();
  }

  /** Dollars an hour of all devices, if the price is known. */
  public OptionalDouble usdPerHour() {
    return planCost().usdPerHour();
  }

  /** What it is ranked by: its price, or its devices where a price is not known. */
  double cost() {
    return usdPerHour().orElse(1e6 + devices());
  }

  /** Price and energy, at the rate that is asked for. */
  public PlanCost planCost() {
    ServingSummary.Load load = summary.load();
    double tokens = load.outputTokensPerSecond() / load.requestsPerSecond();
    return PlanCost.of(layout.deployment().device(), devices(), askedRate() * tokens);
  }

  /** Requests a second of all copies. */
  public double askedRate() {
    return copies * state.ratePerSecond();
  }

  /** Requests a second that all copies can serve at most. */
  public double kneeRate() {
    return copies * state.kneeRate();
  }
}
