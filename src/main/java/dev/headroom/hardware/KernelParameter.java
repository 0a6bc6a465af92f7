package dev.headroom.hardware;

/**
 * The fitted numbers of a kernel on a device, for one phase; all are above 0. Times are in seconds.
 * {@code dev.headroom.timing.KernelTime} has the equations.
 */
public enum KernelParameter implements FittedNumber {
  /** Time of a call that has nothing to do: launches, scheduling, the write of the new tokens. */
  LAUNCH("launch", true, 8e-6, 1e-6, 60e-6, "launch", 1e-15),
  /** Fixed time of a block on a unit: its start, its first loads, its epilogue. */
  BLOCK("block", true, 2e-6, 2e-8, 3e-5, "block", 1e-15),
  /** What one unit alone can stream, as a multiple of its even share of the memory bandwidth. */
  UNIT_STREAM("unit_stream", false, 2, 0.2, 40, "unit_stream", 1e6),
  /** Achieved share of the memory bandwidth. */
  MEMORY("memory", false, 0.9, 0.2, 1, "memory", 1),
  /** Share of the last-level cache that keeps data from one use to the next. */
  CACHE_SHARE("cache_share", false, 0.6, 0.05, 1.5, "cache", 1e-9),
  /** Achieved share of the matrix peak. */
  MATRIX("matrix", false, 0.7, 0.02, 1, "matrix", 1),
  /** Exponentials' time that matrix work does not hide, as a share of their time at the rate. */
  EXPONENTIALS("exponentials", false, 0.8, 0.01, 12, "exponentials", 1e-15),
  /** Exponent that joins busy units and memory: 1 adds them, large takes the longer. */
  OVERLAP("overlap", false, 2, 1, 16, "overlap", 16),
  /** Exponent that joins evenly spread work and the longest block (prefill). */
  BALANCE("balance", false, 2, 1, 8, "balance", 16),
  /** Time for each new token: scheduling, block tables, its row in the cache. */
  TOKEN("token", true, 1e-9, 1e-12, 1e-6, "token", 1e-15),
  /** Bandwidth of the last-level cache as a multiple of the memory's. */
  CACHE_BANDWIDTH("cache_bandwidth", false, 3, 0.8, 20, "cache", 1),
  /** How sharply the cache starts to miss: 1 random replacement, large least-recently-used. */
  CACHE_SHARPNESS("cache_sharpness", false, 2, 1, 6, "cache", 1),
  /** Fixed time to combine the parts of a split cache (decode). */
  COMBINE("combine", true, 2e-6, 1e-9, 3e-5, "combine", 1e-15),
  /** Time to combine for each part (decode). */
  SPLIT("split", true, 5e-8, 5e-10, 1e-6, "combine", 1e-15),
  /** Time of a small kernel that rearranges queries or outputs of a group (swapped grouping). */
  COPY("copy", true, 1e-6, 1e-8, 2e-5, "copy", 1e-15),
  /**
   * Share left unhidden of the time to write new keys and values, in decode by one unit for each
   * sequence, or to convert stored ones.
   */
  APPEND("append", false, 0.5, 1e-3, 20, "append", 1e-15);

  private final String key;
  private final boolean time;
  private final double start;
  private final double lowest;
  private final double highest;
  private final String term;
  private final double neutral;

  KernelParameter(
      String key,
      boolean time,
      double start,
      double lowest,
      double highest,
      String term,
      double neutral) {
    this.key = key;
    this.time = time;
    this.start = start;
    this.lowest = lowest;
    this.highest = highest;
    this.term = term;
    this.neutral = neutral;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public boolean isTime() {
    return time;
  }

  @Override
  public boolean isShare() {
    return this == MEMORY || this == MATRIX;
  }

  @Override
  public double start() {
    return start;
  }

  @Override
  public double lowest() {
    return lowest;
  }

  @Override
  public double highest() {
    return highest;
  }

  @Override
  public String term() {
    return term;
  }

  @Override
  public double neutral() {
    return neutral;
  }
}
