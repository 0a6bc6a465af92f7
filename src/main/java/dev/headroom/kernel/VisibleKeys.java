package dev.headroom.kernel;

import dev.headroom.workload.Mask;

/**
 * The keys that a query sees, which for these masks are neighbours: those from {@link #from} to
 * before {@link #to}. Positions count from the start of the sequence. Immutable.
 */
public final class VisibleKeys {
  private final boolean all;
  private final long window;
  private final long chunk;

  private VisibleKeys(boolean all, long window, long chunk) {
    this.all = all;
    this.window = window;
    this.chunk = chunk;
  }

  /**
   * The keys under a mask. Cross-attention sees whatever the cache holds.
   *
   * @throws IllegalArgumentException if they are not neighbours, as under a top-k mask
   */
  public static VisibleKeys of(Mask mask) {
    long unlimited = Long.MAX_VALUE / 2;
    if (mask instanceof Mask.Causal) {
      return new VisibleKeys(false, unlimited, unlimited);
    }
    if (mask instanceof Mask.Window limited) {
      return new VisibleKeys(false, Math.min(limited.size(), unlimited), unlimited);
    }
    if (mask instanceof Mask.Chunk cut) {
      return new VisibleKeys(false, unlimited, cut.size());
    }
    if (mask instanceof Mask.Bidirectional || mask instanceof Mask.Source) {
      return new VisibleKeys(true, unlimited, unlimited);
    }
    throw new IllegalArgumentException(
        "mask: must be causal, window, chunk, bidirectional or source, was " + mask.describe());
  }

  /** Whether a query sees all keys, later ones too, wherever it stands. */
  public boolean all() {
    return all;
  }

  /** First key that a query at {@code position} sees. */
  public int from(int position) {
    if (all) {
      return 0;
    }
    return (int) Math.max(Math.max(0, position + 1 - window), position / chunk * chunk);
  }

  /**
   * The key after the last that a query at {@code position} of a sequence of {@code length} keys
   * sees.
   */
  public int to(int position, int length) {
    return all ? length : position + 1;
  }
}
