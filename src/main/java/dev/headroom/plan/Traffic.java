package dev.headroom.plan;

/**
 * What a server is asked.
 *
 * @param requests in the order of their arrival
 * @param sharedPrefix tokens at the start of every prompt that all have in common; 0 for none
 * @param clients that wait for their answer before they ask again: so many requests are in the
 *     system at most; {@link #OPEN} if nobody waits
 */
public record Traffic(RequestStream requests, int sharedPrefix, int clients) {
  /** Requests arrive whether others are done or not. */
  public static final int OPEN = Integer.MAX_VALUE;

  /** Checks the ranges. */
  public Traffic {
    if (sharedPrefix < 0) {
      throw new IllegalArgumentException("--shared-prefix: must be >= 0, was " + sharedPrefix);
    }
    if (clients < 1) {
      throw new IllegalArgumentException("--concurrency: must be at least 1, was " + clients);
    }
  }

  /** Requests that arrive as they are listed. */
  public static Traffic of(RequestStream requests) {
    return new Traffic(requests, 0, OPEN);
  }
}
