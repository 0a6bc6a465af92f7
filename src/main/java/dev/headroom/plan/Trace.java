package dev.headroom.plan;

import java.util.Optional;

/**
 * A recorded run.
 *
 * @param requests in the order of their arrival
 * @param measured what a server's own clock said, if the trace has it
 */
public record Trace(RequestStream requests, Optional<Measured> measured) {
  /**
   * Measured times of each request, in seconds; NaN where a request has none.
   *
   * @param timeToFirstToken from the queue to the first token
   * @param timePerOutputToken mean from token to token
   * @param latency from the queue to the last token
   */
  // The arrays are never written after construction.
  @SuppressWarnings("ArrayRecordComponent")
  public record Measured(
      double[] timeToFirstToken, double[] timePerOutputToken, double[] latency) {}
}
