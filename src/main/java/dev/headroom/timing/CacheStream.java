package dev.headroom.timing;

/**
 * How long bytes take to and from the chip, of which some are still in the last-level cache.
 *
 * @param bandwidth of the device memory, bytes a second
 * @param cacheBytes of the last-level cache; 0 without one
 * @param memoryShare achieved share of the bandwidth
 * @param cacheMultiple bandwidth of the cache as a multiple of the memory's
 * @param cacheShare share of the cache that keeps data from one use to the next
 * @param sharpness how sharply it starts to miss
 */
record CacheStream(
    double bandwidth,
    double cacheBytes,
    double memoryShare,
    double cacheMultiple,
    double cacheShare,
    double sharpness) {
  /**
   * Seconds.
   *
   * @param touched bytes touched between two uses of the same data
   */
  double seconds(double bytes, double touched) {
    double miss = missing(touched);
    return bytes * (miss / memoryShare + (1 - miss) / cacheMultiple) / bandwidth;
  }

  /**
   * Seconds of data of which more may be touched between two uses than in a loop over it alone;
   * never fewer than in that loop, although some fits put the cache's bandwidth below the memory's.
   *
   * @param touched bytes; what is less than the data's own counts as its own
   */
  double slowerSeconds(double bytes, double touched) {
    double alone = seconds(bytes, bytes);
    return touched > bytes ? Math.max(alone, seconds(bytes, touched)) : alone;
  }

  /** The share of the bytes that comes from memory. */
  double missing(double touched) {
    return missShare(touched / (cacheShare * cacheBytes), sharpness);
  }

  /** Seconds of those of the bytes that are no longer in the cache. */
  double missSeconds(double bytes, double touched) {
    return bytes * missing(touched) / (memoryShare * bandwidth);
  }

  /** Seconds of bytes that are in the cache. */
  double hitSeconds(double bytes) {
    return bytes / (cacheMultiple * bandwidth);
  }

  /**
   * The share of cyclic reads that miss: the larger root of {@code m = 1 − exp(−m·x^s)}.
   *
   * @param ratio bytes touched between two uses over the cache's bytes
   * @param sharpness the exponent {@code s}
   * @return 0 up to a ratio of 1, then rising to 1 without a jump
   */
  static double missShare(double ratio, double sharpness) {
    if (!(ratio > 1)) {
      return 0;
    }
    double x = Math.pow(ratio, sharpness);
    if (x > 40) {
      return 1;
    }
    // The curve 1 - exp(-mx) - m is concave and falls at the root: from 1, Newton cannot overshoot.
    double miss = 1;
    for (int i = 0; i < 20; i++) {
      double rest = Math.exp(-miss * x);
      double step = (miss - 1 + rest) / (1 - x * rest);
      miss -= step;
      if (Math.abs(step) < 1e-9) {
        break;
      }
    }
    return miss;
  }
}
