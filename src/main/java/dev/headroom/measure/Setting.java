package dev.headroom.measure;

import dev.headroom.workload.DataType;

/**
 * One micro-benchmark with its parameters.
 *
 * @param probe what is measured
 * @param threads that take part
 * @param workingSetBytes that all threads together go over, each its own part; 0 where the data
 *     stays in registers or in each core's own first-level cache
 * @param rows of the left operand of {@link Probe#PANELS}; 0 for the others
 * @param type of the numbers read
 */
public record Setting(Probe probe, int threads, long workingSetBytes, int rows, DataType type) {
  /** Refuses what cannot be measured. */
  public Setting {
    require(threads >= 1, "threads: must be at least 1", threads);
    require(
        probe.hasWorkingSet() == (workingSetBytes > 0),
        "workingSetBytes: must be > 0 for probes that go over one and 0 for the rest",
        workingSetBytes);
    require(
        (probe.panelWidth() > 0) == (rows > 0),
        "rows: must be > 0 for panels and 0 for the rest",
        rows);
  }

  /** A setting of a probe that has no working set. */
  public static Setting of(Probe probe, int threads) {
    return new Setting(probe, threads, 0, 0, DataType.FP32);
  }

  /** Reading this many bytes. */
  public static Setting read(int threads, long workingSetBytes) {
    return new Setting(Probe.READ, threads, workingSetBytes, 0, DataType.FP32);
  }

  /** Products with panels. */
  public static Setting panels(int threads, long workingSetBytes, int rows, DataType type) {
    return new Setting(Probe.PANELS, threads, workingSetBytes, rows, type);
  }

  /** A probe that goes over this many bytes otherwise than in order. */
  public static Setting apart(Probe probe, int threads, long workingSetBytes) {
    return new Setting(
        probe, threads, workingSetBytes, probe.panelWidth() > 0 ? 1 : 0, DataType.FP32);
  }

  /** Products with panels that lie near. */
  public static Setting nearPanels(Probe probe, int threads, int rows, DataType type) {
    return new Setting(probe, threads, 0, rows, type);
  }

  /** Appending to a cache of a type. */
  public static Setting append(int threads, DataType type) {
    return new Setting(Probe.APPEND, threads, 0, 0, type);
  }

  /** In words: {@code read 4194304 B, 2 threads}. */
  public String describe() {
    return probe.key()
        + (rows > 0 ? " of " + rows + " rows" : "")
        + (rows > 0 || probe == Probe.APPEND ? ", " + type.key() : "")
        + (workingSetBytes > 0 ? " " + workingSetBytes + " B" : "")
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  private static void require(boolean holds, String rule, long value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
