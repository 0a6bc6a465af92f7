package dev.headroom.measure;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a calibration measures.
 *
 * @param thoroughness how long and how finely
 * @param threads numbers of threads to measure with, ascending; the last is the whole machine
 * @param largestWorkingSetBytes the largest working set, a power of two
 */
public record CalibrationPlan(
    Thoroughness thoroughness, List<Integer> threads, long largestWorkingSetBytes) {
  /** The largest working set where there is memory for it: no cache holds it. */
  public static final long ENOUGH_BYTES = 512L << 20;

  /** Below this, a working set that lies in memory cannot be told from one in a cache. */
  public static final long LEAST_BYTES = 32L << 20;

  /** The largest working set over that of narrow types, whose memory takes long to fill. */
  static final int NARROW_SHARE = 2;

  private static final long SMALLEST_BYTES = 16L << 10;

  /** What lies apart in less than this is still near. */
  private static final long APART_BYTES = 4L << 20;

  private static final List<DataType> NARROW = List.of(DataType.BF16, DataType.INT8);

  /** Heap over the largest working set: panels of three types, and the program itself. */
  private static final int HEAP_SHARE = 3;

  /** Heap for the scratch arrays of a thread, one for each type, of 4 MiB for their alignment. */
  private static final long BYTES_PER_THREAD = 16L << 20;

  /** Weights of the phases for one setting, or for a phase as a whole; all in one unit. */
  private static final double COMPILING = 8;

  private static final double LIMIT = 0.12;
  private static final double PANEL = 0.06;
  private static final double AGAIN = 1.5;

  /** Copies the list. */
  public CalibrationPlan {
    threads = List.copyOf(threads);
    if (threads.isEmpty() || threads.get(0) < 1) {
      throw new IllegalArgumentException("threads: must be at least 1, was " + threads);
    }
    if (largestWorkingSetBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "largestWorkingSetBytes: must be at least "
              + LEAST_BYTES
              + ", was "
              + largestWorkingSetBytes);
    }
  }

  /**
   * The plan for one thread and for all; a full one also for the powers of two between.
   *
   * @param mostThreads the whole machine
   * @param heapBytes that Java may use
   * @throws UnsupportedOperationException if the heap is too small to reach beyond the caches
   */
  public static CalibrationPlan of(Thoroughness thoroughness, int mostThreads, long heapBytes) {
    TreeSet<Integer> threads = new TreeSet<>(List.of(1, mostThreads));
    if (thoroughness == Thoroughness.FULL) {
      for (int count = 2; count < mostThreads; count *= 2) {
        threads.add(count);
      }
    }
    long scratch = BYTES_PER_THREAD * mostThreads;
    long room = Math.max(0, heapBytes - scratch) / HEAP_SHARE;
    long largest = Math.min(ENOUGH_BYTES, Long.highestOneBit(room));
    if (largest < LEAST_BYTES) {
      throw new UnsupportedOperationException(
          "Java's heap of "
              + (heapBytes >> 20)
              + " MiB is too small to measure memory and not caches; give it at least "
              + ((HEAP_SHARE * LEAST_BYTES + scratch) >> 20)
              + " MiB with -Xmx");
    }
    return new CalibrationPlan(thoroughness, List.copyOf(threads), largest);
  }

  /** Threads of the whole machine. */
  public int mostThreads() {
    return threads.get(threads.size() - 1);
  }

  /**
   * One of each kind of code, on one thread and small data, to be compiled before all else: panels
   * of few rows, because a product takes long until it is compiled.
   */
  private List<Setting> warmUp() {
    List<Setting> settings = new ArrayList<>(peaks(1));
    settings.add(Setting.read(1, SMALLEST_BYTES));
    for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
      for (int rows : List.of(1, 2, 4, MicroKernels.BF16_PACKED_ROWS + 1)) {
        settings.add(Setting.nearPanels(Probe.PANELS_SHORT, 1, rows, type));
      }
    }
    return settings;
  }

  /**
   * A part of the plan whose settings take turns with each other.
   *
   * @param name for the progress
   * @param settings to be measured
   * @param weight share of the time that is left, over the weights of all phases that are left
   */
  record Phase(String name, List<Setting> settings, double weight) {
    /** Copies the list. */
    Phase {
      settings = List.copyOf(settings);
    }
  }

  /** Compiling, which is not measured. */
  Phase compiling() {
    return new Phase("compiling", warmUp(), COMPILING);
  }

  /** The limits of each number of threads, without which there is no profile. */
  List<Phase> limits() {
    return threads.stream()
        .map(count -> new Phase("limits, " + words(count), limits(count), LIMIT * 20))
        .toList();
  }

  /** The limits that were disturbed, once more. */
  Phase disturbed(List<Setting> settings) {
    return new Phase("what was disturbed", settings, LIMIT * settings.size());
  }

  /** The micro-kernels with each number of threads. */
  List<Phase> panels() {
    return threads.stream()
        .map(count -> new Phase("micro-kernels, " + words(count), panels(count), PANEL * 50))
        .toList();
  }

  /** The same again, half of the time for each of two passes. */
  Phase again() {
    return new Phase("the same again", repeated(), AGAIN);
  }

  private static String words(int count) {
    return count + (count == 1 ? " thread" : " threads");
  }

  /** A few settings to be measured twice, to learn how well the machine repeats itself. */
  private List<Setting> repeated() {
    int count = mostThreads();
    return List.of(
        Setting.of(Probe.MULTIPLY_ADD, count),
        Setting.of(Probe.SOFTMAX, count),
        Setting.read(count, 1L << 20),
        Setting.read(count, 16L << 20),
        Setting.read(count, largestWorkingSetBytes),
        Setting.panels(count, 1L << 20, 4, DataType.FP32),
        Setting.panels(count, largestWorkingSetBytes, 1, DataType.FP32));
  }

  private List<Setting> limits(int count) {
    List<Setting> settings = new ArrayList<>(peaks(count));
    for (long bytes : sizes(SMALLEST_BYTES * count)) {
      settings.add(Setting.read(count, bytes));
    }
    return settings;
  }

  private static List<Setting> peaks(int count) {
    List<Setting> settings = new ArrayList<>();
    settings.add(Setting.of(Probe.MULTIPLY_ADD, count));
    settings.add(Setting.of(Probe.EXPONENTIALS, count));
    settings.add(Setting.of(Probe.SOFTMAX, count));
    settings.add(Setting.of(Probe.SOFTMAX_SHORT, count));
    settings.add(Setting.of(Probe.ROWS, count));
    settings.add(Setting.of(Probe.ROWS_SHORT, count));
    settings.add(Setting.of(Probe.ELEMENTWISE, count));
    settings.add(Setting.of(Probe.STEP, count));
    settings.add(Setting.of(Probe.STEP_OF_MANY, count));
    settings.add(Setting.of(Probe.PROMPT, count));
    for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
      settings.add(Setting.append(count, type));
      settings.add(Setting.nearPanels(Probe.HALF_PANELS, count, 1, type));
      settings.add(Setting.nearPanels(Probe.QUARTER_PANELS, count, 1, type));
    }
    int rows = MicroKernels.NARROW_ROWS;
    settings.add(Setting.nearPanels(Probe.PANELS_SHORT, count, 1, DataType.FP32));
    settings.add(Setting.nearPanels(Probe.PANELS_SHORT, count, rows, DataType.FP32));
    settings.add(Setting.nearPanels(Probe.HALF_PANELS, count, rows, DataType.FP32));
    settings.add(Setting.nearPanels(Probe.QUARTER_PANELS, count, rows, DataType.FP32));
    if (count > 1) {
      settings.add(Setting.of(Probe.HAND_OVER, count));
    }
    return settings;
  }

  private List<Setting> panels(int count) {
    List<Setting> settings = new ArrayList<>();
    for (long bytes : panelSizes(count)) {
      rows().forEach(rows -> settings.add(Setting.panels(count, bytes, rows, DataType.FP32)));
      if (bytes <= largestWorkingSetBytes / NARROW_SHARE) {
        narrow(settings, count, bytes);
      }
    }
    if (!panelSizes(count).contains(largestWorkingSetBytes / NARROW_SHARE)) {
      narrow(settings, count, largestWorkingSetBytes / NARROW_SHARE);
    }
    for (long bytes : panelSizes(count)) {
      if (bytes >= APART_BYTES) {
        settings.add(Setting.apart(Probe.PANELS_IN_TURNS, count, bytes));
        settings.add(Setting.apart(Probe.ROWS_APART, count, bytes));
        if (bytes <= largestWorkingSetBytes / NARROW_SHARE) {
          settings.add(Setting.apart(Probe.APPEND_APART, count, bytes));
        }
      }
    }
    return settings;
  }

  private static void narrow(List<Setting> settings, int count, long bytes) {
    for (DataType type : NARROW) {
      narrowRows().forEach(rows -> settings.add(Setting.panels(count, bytes, rows, type)));
    }
  }

  private List<Integer> rows() {
    return thoroughness == Thoroughness.FULL
        ? List.of(1, 2, 4, 6, 8, 12, 16, 32, 64)
        : List.of(1, 2, 4, 6, 8, 32);
  }

  /** Those of the packed micro-kernels, and one where a panel is widened first. */
  private static List<Integer> narrowRows() {
    return List.of(1, 2, 4, 32);
  }

  /** Powers of two up to the largest; a full plan also the middles between them. */
  private List<Long> sizes(long smallest) {
    List<Long> sizes = new ArrayList<>();
    for (long bytes = Long.highestOneBit(2 * smallest - 1);
        bytes <= largestWorkingSetBytes;
        bytes *= 2) {
      sizes.add(bytes);
      if (thoroughness == Thoroughness.FULL && bytes < largestWorkingSetBytes) {
        sizes.add(bytes / 2 * 3);
      }
    }
    return sizes;
  }

  private List<Long> panelSizes(int count) {
    // A panel of 32 KiB for each thread is the least.
    List<Long> sizes = new ArrayList<>();
    int step = thoroughness == Thoroughness.FULL ? 2 : 8;
    for (long bytes = largestWorkingSetBytes; bytes >= 2 * SMALLEST_BYTES * count; bytes /= step) {
      sizes.add(0, bytes);
    }
    return sizes;
  }
}
