package dev.headroom.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Watches an action until it is warm: a fixed time is too short for one kernel and wasted on
 * another. It is warm when its last batches of calls allocate next to nothing, because the compiler
 * that keeps vectors in registers has been there, and take about as long as the fastest batch so
 * far.
 */
final class WarmUp {
  private static final int LAST = 3;
  private static final int LEAST_BATCHES = 6;
  private static final double SETTLED_WITHIN = 1.1;

  private final SamplingRules rules;
  private final List<Batch> batches = new ArrayList<>();

  private record Batch(double secondsPerCall, double bytesPerCall) {}

  WarmUp(SamplingRules rules) {
    this.rules = rules;
  }

  /**
   * Takes note of a batch.
   *
   * @param seconds of processor time where that is known, because waiting says nothing about warmth
   * @param bytes negative if nobody tells
   */
  void add(long calls, double seconds, long bytes) {
    batches.add(new Batch(seconds / calls, (double) bytes / calls));
  }

  /** Whether times and allocation have settled. */
  boolean isSettled() {
    if (batches.size() < LEAST_BATCHES) {
      return false;
    }
    double fastest = batches.stream().mapToDouble(Batch::secondsPerCall).min().orElseThrow();
    return batches.subList(batches.size() - LAST, batches.size()).stream()
        .allMatch(
            batch ->
                batch.bytesPerCall() <= rules.quietBytes()
                    && batch.secondsPerCall() <= SETTLED_WITHIN * fastest);
  }
}
