package dev.headroom.plan;

/**
 * What a search for a plan is asked.
 *
 * @param mix of requests
 * @param ratePerSecond of all requests
 * @param promise to them
 * @param source of traffic
 * @param mostDevices of a plan
 */
public record PlanQuestion(
    RequestMix mix, double ratePerSecond, Promise promise, Source source, int mostDevices) {
  /** Draws traffic. */
  public interface Source {
    /**
     * Traffic for so many copies.
     *
     * @param ratePerSecond of all copies together
     */
    Traffic draw(RequestMix mix, double ratePerSecond, int copies);
  }

  /** The same of other requests. */
  PlanQuestion withMix(RequestMix other) {
    return new PlanQuestion(other, ratePerSecond, promise, source, mostDevices);
  }

  /** The same of another rate. */
  PlanQuestion withRate(double other) {
    return new PlanQuestion(mix, other, promise, source, mostDevices);
  }

  /** What one of so many copies is asked. */
  Traffic share(int copies) {
    return source.draw(mix, ratePerSecond / copies, 1);
  }

  /** What all copies are asked. */
  Traffic whole(int copies) {
    return source.draw(mix, ratePerSecond, copies);
  }

  /** The longest request that is drawn, in tokens. */
  public int longest() {
    return source.draw(mix, 1, 1).requests().longest();
  }
}
