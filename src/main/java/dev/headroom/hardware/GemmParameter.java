package dev.headroom.hardware;

/**
 * The fitted numbers of linear layers on a device; all are above 0. {@code
 * dev.headroom.timing.GemmTime} has the equations.
 */
public enum GemmParameter implements FittedNumber {
  /** Time of a call that has nothing to do. */
  LAUNCH("launch", true, 2.5e-6, 5e-7, 3e-5, "launch", 1e-15),
  /** Fixed time of a tile on a unit: its first loads, its end. */
  BLOCK("block", true, 1e-6, 2e-8, 2e-5, "block", 1e-15),
  /** Achieved share of the matrix peak. */
  MATRIX("matrix", false, 0.85, 0.1, 1, "matrix", 1),
  /** What one unit can stream into itself, as a multiple of its even share of the bandwidth. */
  UNIT_STREAM("unit_stream", false, 3, 0.3, 60, "unit_stream", 1e6),
  /** Achieved share of the memory bandwidth. */
  MEMORY("memory", false, 0.9, 0.2, 1, "memory", 1),
  /** Bandwidth of the last-level cache as a multiple of the memory's. */
  CACHE_BANDWIDTH("cache_bandwidth", false, 3, 0.8, 20, "cache", 1),
  /** Share of the last-level cache that keeps data from one use to the next. */
  CACHE_SHARE("cache_share", false, 0.6, 0.05, 1.5, "cache", 1e-9),
  /** How sharply the cache starts to miss: 1 random replacement, large least-recently-used. */
  CACHE_SHARPNESS("cache_sharpness", false, 2, 1, 6, "cache", 1),
  /** Exponent that joins busy units and memory: 1 adds them, large takes the longer. */
  OVERLAP("overlap", false, 2, 1, 16, "overlap", 16),
  /** Fixed time to add up the parts of a depth that is cut. */
  SPLIT("split", true, 1e-6, 1e-9, 2e-5, "combine", 1e-15),
  /** Time to add them up, as a multiple of their bytes' time at the cache's bandwidth. */
  PARTIAL("partial", false, 1, 0.02, 20, "combine", 1e-15),
  /** Time to store a tile, as a multiple of its bytes' time at the unit's stream. */
  STORE("store", false, 1, 0.01, 30, "store", 1e-15),
  /** Time to convert activations, as a multiple of their bytes' time at the cache's bandwidth. */
  CONVERT("convert", false, 1, 0.01, 30, "convert", 1e-15),
  /** A unit's time to convert a row of activations, whatever its width. */
  ROW("row", true, 1e-7, 1e-9, 1e-5, "convert", 1e-15);

  private final String key;
  private final boolean time;
  private final double start;
  private final double lowest;
  private final double highest;
  private final String term;
  private final double neutral;

  GemmParameter(
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
