package dev.headroom.measure;

import java.util.List;

/**
 * Something to be measured.
 *
 * @param name for messages and results
 * @param work does it a number of times and returns when all threads have
 * @param helpers identifiers of the threads that take part besides the caller's; they must not
 *     sleep while the work is under way
 * @param primingCalls calls after which its data is in the caches that can hold it
 */
public record Action(String name, Work work, List<Long> helpers, long primingCalls) {
  /** Copies the list. */
  public Action {
    helpers = List.copyOf(helpers);
    if (primingCalls < 1) {
      throw new IllegalArgumentException("primingCalls: must be at least 1, was " + primingCalls);
    }
  }

  /** What an action does. */
  @FunctionalInterface
  public interface Work {
    /** Does it this many times; the caller passes at least 1. */
    void run(long calls);
  }

  /** An action on the caller's thread alone. */
  public static Action alone(String name, Work work) {
    return new Action(name, work, List.of(), 1);
  }
}
