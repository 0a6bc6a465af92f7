package dev.headroom.validate;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.workload.DataType;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Seconds per streamed element for any number of rows, from the numbers of rows that were measured:
 * the nearest measured one, and for the difference the micro-kernels of 4, 2 and 1 rows as they run
 * on cached fp32 panels. A narrow type with more rows than a packed micro-kernel has is widened
 * first, which is measured too, and then goes on as fp32.
 */
final class RowTable {
  private final int packedRows;
  private final NavigableMap<Integer, Curve> measured;
  private final NavigableMap<Integer, Curve> cached;
  private final Curve reads;

  /**
   * A table of one type and number of threads.
   *
   * @param measured rates by rows and working set
   * @param fp32 the same of fp32
   * @param reads bandwidth by working set, measured in finer steps
   */
  RowTable(
      DataType type,
      NavigableMap<Integer, Curve> measured,
      NavigableMap<Integer, Curve> fp32,
      Curve reads) {
    this.reads = reads;
    this.measured = measured;
    this.cached = fp32;
    packedRows = MicroKernels.packedRows(type);
  }

  /** Seconds per element. */
  double seconds(int rows, double bytes) {
    return Math.min(estimate(rows, bytes), fewest(rows, bytes));
  }

  /** More rows never take less time, so a slower reading of fewer is a disturbance. */
  private double fewest(int rows, double bytes) {
    return measured.tailMap(rows, true).entrySet().stream()
        .mapToDouble(entry -> at(entry.getKey(), entry.getValue(), bytes))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private double estimate(int rows, double bytes) {
    if (measured.containsKey(rows)) {
      return Double.POSITIVE_INFINITY;
    }
    Map.Entry<Integer, Curve> below = measured.floorEntry(rows);
    Map.Entry<Integer, Curve> above = measured.ceilingEntry(rows);
    if (rows <= packedRows) {
      return packed(rows, bytes);
    }
    if (below != null && below.getKey() > packedRows) {
      return beyond(below.getKey(), below.getValue(), rows, bytes);
    }
    if (above == null) {
      return rows
          * at(measured.lastKey(), measured.lastEntry().getValue(), bytes)
          / measured.lastKey();
    }
    double less = cachedSeconds(above.getKey()) - cachedSeconds(rows);
    return Math.max(cachedSeconds(rows), at(above.getKey(), above.getValue(), bytes) - less);
  }

  /**
   * Seconds per element of a panel of 32 or 16 columns: its micro-kernels take four rows, or one at
   * a time. With few rows a narrow type is widened in registers, with more once for all.
   *
   * @param one seconds per element of one row on cached data
   * @param fp32One the same of fp32
   * @param fp32Four seconds per element of four rows of fp32
   */
  double narrowSeconds(int rows, double bytes, double one, double fp32One, double fp32Four) {
    int left = rows % MicroKernels.NARROW_ROWS;
    double four = (rows - left) / (double) MicroKernels.NARROW_ROWS * fp32Four;
    boolean inRegisters = packedRows > 0 && rows <= MicroKernels.NARROW_PACKED_ROWS;
    double widening = packedRows > 0 ? Math.max(0, one - fp32One) : 0;
    double tiles = inRegisters ? rows * one : widening + four + left * fp32One;
    double first = inRegisters ? one : (rows < MicroKernels.NARROW_ROWS ? fp32One : fp32Four);
    return Math.max(tiles, seconds(1, bytes) + Math.max(0, tiles - first));
  }

  /** From the largest measured number of rows on, the rest in micro-kernels on cached data. */
  private double beyond(int from, Curve rate, int rows, double bytes) {
    double known = at(from, rate, bytes);
    return known + cachedSeconds(rows) - cachedSeconds(from);
  }

  /** The tallest micro-kernel streams; those after it find the panel in the cache. */
  private double packed(int rows, double bytes) {
    double seconds = 0;
    int left = rows;
    for (int height : new int[] {4, 2, 1}) {
      Curve curve = measured.get(height);
      for (; curve != null && left >= height; left -= height) {
        seconds += at(height, curve, seconds == 0 ? bytes : 0);
      }
    }
    return left == 0
        ? seconds
        : seconds + left * at(measured.firstKey(), measured.firstEntry().getValue(), bytes);
  }

  /** Rows in the tallest measured pass and micro-kernels of 4, 2 and 1, all on cached fp32. */
  private double cachedSeconds(int rows) {
    double seconds = 0;
    int left = rows;
    for (int height : new int[] {32, 4, 2, 1}) {
      Curve curve = cached.get(height);
      if (curve != null) {
        int times = left / height;
        seconds += times * at(height, curve, 0);
        left %= height;
      }
    }
    return seconds + left * at(cached.firstKey(), cached.firstEntry().getValue(), 0);
  }

  private double at(int rows, Curve rate, double bytes) {
    return 2.0 * rows / rate.at(bytes, reads);
  }
}
