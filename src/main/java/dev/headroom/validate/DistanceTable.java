package dev.headroom.validate;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What it costs that numbers lie apart in a large working set: the seconds that a probe which jumps
 * takes longer than its like that does not, all threads together. Nothing in a small working set,
 * or where it was not measured.
 */
final class DistanceTable {
  /** Half of a second-level cache of today, for each thread. */
  private static final double NEAR_BYTES = 512 << 10;

  // Threads, working set.
  private final Map<Probe, NavigableMap<Integer, NavigableMap<Double, Double>>> seconds =
      new EnumMap<>(Probe.class);

  /** Takes note of a reading of a probe that jumps. */
  void add(Reading reading) {
    seconds
        .computeIfAbsent(reading.setting().probe(), probe -> new TreeMap<>())
        .computeIfAbsent(reading.setting().threads(), threads -> new TreeMap<>())
        .put((double) reading.setting().workingSetBytes(), 1 / reading.rate());
  }

  /** Seconds of a unit of a probe's rate where nothing lies apart. */
  @FunctionalInterface
  interface Near {
    /** The seconds with a number of threads and a working set in bytes. */
    double seconds(int threads, double bytes);
  }

  /**
   * Seconds that a unit of the probe's rate takes longer because of distance.
   *
   * @param threads that share the work
   * @param bytes of the working set
   */
  double extraSeconds(Probe probe, int threads, double bytes, Near near) {
    NavigableMap<Integer, NavigableMap<Double, Double>> byThreads = seconds.get(probe);
    if (byThreads == null) {
      return 0;
    }
    Map.Entry<Integer, NavigableMap<Double, Double>> exact = byThreads.floorEntry(threads);
    Map.Entry<Integer, NavigableMap<Double, Double>> entry =
        exact == null ? byThreads.firstEntry() : exact;
    // A few threads more than were measured share the cost as those do.
    int measured = entry.getKey();
    double scale = (double) measured / threads;
    Map.Entry<Double, Double> below = entry.getValue().floorEntry(bytes);
    Map.Entry<Double, Double> above = entry.getValue().ceilingEntry(bytes);
    double low = below == null ? NEAR_BYTES * threads : below.getKey();
    double lowExtra = below == null ? 0 : extra(below, measured, near);
    if (above == null) {
      return scale * lowExtra;
    }
    if (bytes <= low) {
      return scale * lowExtra;
    }
    double share = Math.log(bytes / low) / Math.log(above.getKey() / low);
    return scale * (lowExtra + share * (extra(above, measured, near) - lowExtra));
  }

  private static double extra(Map.Entry<Double, Double> point, int threads, Near near) {
    return Math.max(0, point.getValue() - near.seconds(threads, point.getKey()));
  }
}
