package dev.headroom.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * The memory levels of a machine as its bandwidth curve with all threads tells them, outermost
 * first as in a profile.
 *
 * <p>Who shares a cache cannot be seen from outside. The innermost is taken for a core's own, and
 * so is the second where a third follows; the rest for shared ones.
 */
final class MeasuredLevels {
  private MeasuredLevels() {}

  /** A level with its key in the profile; the device memory has no capacity here. */
  record Level(String key, String name, String scope, MemoryPlateau plateau) {}

  static List<Level> of(CalibrationResult result) {
    List<MemoryPlateau> plateaus =
        new BandwidthCurve(result.reads(result.plan().mostThreads())).plateaus();
    int caches = plateaus.size() - 1;
    List<Level> levels = new ArrayList<>();
    levels.add(new Level("device", "DRAM", "device", plateaus.get(caches)));
    for (int cache = caches; cache >= 1; cache--) {
      boolean own = cache == 1 || (cache == 2 && caches > 2);
      levels.add(
          new Level(
              "l" + cache,
              cache == 1 ? "L1d" : "L" + cache,
              own ? "unit" : "chip",
              plateaus.get(cache - 1)));
    }
    return levels;
  }
}
