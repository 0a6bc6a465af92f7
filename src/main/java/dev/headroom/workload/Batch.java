package dev.headroom.workload;

import java.util.List;

/**
 * The sequences that one step serves together; unequal ones are a ragged batch.
 *
 * @param segments groups of equal sequences, at least one
 */
public record Batch(List<Segment> segments) {
  /** As many as one segment of the largest size has; the sums over segments stay exact. */
  private static final long MAX_TOKENS = Segment.MAX_LENGTH * Segment.MAX_LENGTH;

  /** Copies the list and checks that there is a sequence, and that they can be counted. */
  public Batch {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("batch: must have at least one sequence, had none");
    }
    long left = MAX_TOKENS;
    for (Segment segment : segments) {
      left -= segment.tokens();
      if (left < 0) {
        throw new IllegalArgumentException(
            "batch: all sequences together must have at most " + MAX_TOKENS + " new tokens");
      }
    }
  }

  /**
   * One token each for {@code sequences} sequences that have {@code contextLength} tokens in the
   * cache.
   */
  public static Batch decode(long sequences, long contextLength) {
    return uniform(sequences, 1, contextLength);
  }

  /** {@code sequences} prompts of {@code queryLength} tokens with nothing in the cache. */
  public static Batch prefill(long sequences, long queryLength) {
    return uniform(sequences, queryLength, 0);
  }

  /** Equal sequences. */
  public static Batch uniform(long sequences, long queryLength, long contextLength) {
    return new Batch(List.of(new Segment(sequences, queryLength, contextLength)));
  }

  /** How many sequences. */
  public long sequences() {
    return segments.stream().mapToLong(Segment::sequences).sum();
  }

  /** New tokens of all sequences. */
  public long tokens() {
    return segments.stream().mapToLong(Segment::tokens).sum();
  }

  /** The longest context of any sequence. */
  public long longestContext() {
    return segments.stream().mapToLong(Segment::contextLength).max().orElseThrow();
  }

  /** The most new tokens of any sequence. */
  public long longestQuery() {
    return segments.stream().mapToLong(Segment::queryLength).max().orElseThrow();
  }
}
