package dev.headroom.validate;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelLayout;
import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.Setting;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a machine reached in the micro-benchmarks, between and beyond the settings that were
 * measured. Working sets and threads are interpolated in log–log and clamped at the ends; rows are
 * composed from the micro-kernels of 4, 2 and 1 rows that the kernel takes them by.
 */
final class RateTable {
  /**
   * Of the time of a panel of usual length, the most that a call may cost: a guard against two
   * disturbed readings, chosen and not measured.
   */
  private static final double MOST_CALL_SHARE = 0.25;

  static final int LINE_BYTES = 64;

  private static final List<Probe> REQUIRED =
      List.of(
          Probe.MULTIPLY_ADD,
          Probe.SOFTMAX,
          Probe.SOFTMAX_SHORT,
          Probe.ROWS,
          Probe.ROWS_SHORT,
          Probe.ELEMENTWISE,
          Probe.READ);

  private static final List<Probe> NARROW_PANELS = List.of(Probe.HALF_PANELS, Probe.QUARTER_PANELS);
  private static final List<DataType> TYPES = List.of(DataType.FP32, DataType.BF16, DataType.INT8);

  private final Map<Probe, NavigableMap<Integer, Reading>> peaks = new TreeMap<>();
  private final NavigableMap<Integer, Curve> reads = new TreeMap<>();
  private final NavigableMap<Integer, Curve> bestReads = new TreeMap<>();
  // Type, threads, rows, working set.
  private final Map<DataType, NavigableMap<Integer, NavigableMap<Integer, Curve>>> panels =
      new TreeMap<>();
  // Columns, rows, type, threads.
  private final Map<Integer, Map<Integer, Map<DataType, NavigableMap<Integer, Double>>>> narrow =
      new TreeMap<>();
  // Rows, threads.
  private final Map<Integer, NavigableMap<Integer, Double>> shortPanels = new TreeMap<>();
  private final Map<DataType, NavigableMap<Integer, Double>> appends = new TreeMap<>();
  private final DistanceTable distances = new DistanceTable();

  /**
   * The rates of a calibration.
   *
   * @throws UnsupportedOperationException if something that predictions need was not measured
   */
  RateTable(StoredCalibration calibration) {
    lacks(calibration)
        .ifPresent(
            what -> {
              throw new UnsupportedOperationException(
                  "the calibration has no undisturbed sample of " + what + "; calibrate again");
            });
    calibration.readings().forEach(this::add);
  }

  /** The first of what predictions need that a calibration has not. */
  static Optional<String> lacks(StoredCalibration calibration) {
    List<Setting> there = calibration.readings().stream().map(Reading::setting).toList();
    return Stream.of(
            REQUIRED.stream().map(Need::of),
            Stream.of(1, MicroKernels.NARROW_ROWS)
                .map(rows -> new Need(Probe.PANELS_SHORT, rows, DataType.FP32)),
            NARROW_PANELS.stream()
                .map(probe -> new Need(probe, MicroKernels.NARROW_ROWS, DataType.FP32)),
            TYPES.stream().flatMap(RateTable::needs))
        .flatMap(needs -> needs)
        .filter(need -> there.stream().noneMatch(need::isMetBy))
        .findFirst()
        .map(Need::describe);
  }

  private static Stream<Need> needs(DataType type) {
    return Stream.concat(
        Stream.of(new Need(Probe.PANELS, 0, type), new Need(Probe.APPEND, 0, type)),
        NARROW_PANELS.stream().map(probe -> new Need(probe, 1, type)));
  }

  /**
   * A reading that there must be.
   *
   * @param rows 0 for any
   */
  private record Need(Probe probe, int rows, DataType type) {
    static Need of(Probe probe) {
      return new Need(probe, 0, DataType.FP32);
    }

    boolean isMetBy(Setting setting) {
      return setting.probe() == probe
          && setting.type() == type
          && (rows == 0 || setting.rows() == rows);
    }

    String describe() {
      return REQUIRED.contains(probe) ? probe.key() : probe.key() + " of " + type.key();
    }
  }

  private void add(Reading reading) {
    int threads = reading.setting().threads();
    double bytes = reading.setting().workingSetBytes();
    switch (reading.setting().probe()) {
      case READ -> {
        reads.computeIfAbsent(threads, t -> new Curve()).put(bytes, reading.rate());
        bestReads.computeIfAbsent(threads, t -> new Curve()).put(bytes, reading.bestRate());
      }
      case PANELS -> {
        // A stream of products reads too, at times faster than the loop that only reads.
        bestReads
            .computeIfAbsent(threads, t -> new Curve())
            .raise(bytes, reading.bestRate() * bytesPerFlop(reading.setting()));
        panels
            .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
            .computeIfAbsent(threads, t -> new TreeMap<>())
            .computeIfAbsent(reading.setting().rows(), rows -> new Curve())
            .put(bytes, reading.rate());
      }
      case HALF_PANELS, QUARTER_PANELS ->
          narrow
              .computeIfAbsent(reading.setting().probe().panelWidth(), width -> new TreeMap<>())
              .computeIfAbsent(reading.setting().rows(), rows -> new TreeMap<>())
              .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
              .put(threads, 2.0 * reading.setting().rows() / reading.rate());
      case PANELS_SHORT ->
          shortPanels
              .computeIfAbsent(reading.setting().rows(), rows -> new TreeMap<>())
              .put(threads, 2.0 * reading.setting().rows() / reading.rate());
      case APPEND ->
          appends
              .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
              .put(threads, reading.rate());
      case PANELS_IN_TURNS, ROWS_APART, APPEND_APART -> distances.add(reading);
      default ->
          peaks
              .computeIfAbsent(reading.setting().probe(), probe -> new TreeMap<>())
              .put(threads, reading);
    }
  }

  private static double bytesPerFlop(Setting setting) {
    return setting.type().bytes() / (2.0 * setting.rows());
  }

  /** Whether a probe that has no working set was measured. */
  boolean has(Probe probe) {
    return peaks.containsKey(probe);
  }

  /** The usual rate of a probe that has no working set. */
  double rate(Probe probe, int threads) {
    return peak(probe, threads, Reading::rate);
  }

  /** The fastest clean rate of a probe that has no working set. */
  double bestRate(Probe probe, int threads) {
    return peak(probe, threads, Reading::bestRate);
  }

  private double peak(Probe probe, int threads, ToDoubleFunction<Reading> rate) {
    return across(peaks.getOrDefault(probe, new TreeMap<>()), threads, rate);
  }

  /**
   * Seconds of softmax, all threads together: what a row costs and what a logit costs, from rows of
   * two lengths.
   *
   * @param rows of a tile of keys each
   * @param logits of all rows
   */
  double softmaxSeconds(int threads, double rows, double logits) {
    double longRow = Probe.LONG_ROW / rate(Probe.SOFTMAX, threads);
    double shortRow = Probe.SHORT_ROW / rate(Probe.SOFTMAX_SHORT, threads);
    double each = Math.max(0, longRow - shortRow) / (Probe.LONG_ROW - Probe.SHORT_ROW);
    return rows * Math.max(0, shortRow - Probe.SHORT_ROW * each) + logits * each;
  }

  /**
   * Seconds of each call of the micro-kernels for a number of rows besides those for each row of
   * the panel, all threads together: from panels of two lengths.
   */
  double callSeconds(int threads, int rows) {
    int tallest = MicroKernels.NARROW_ROWS;
    int whole = rows / tallest;
    return whole * callOf(tallest, threads) + rows % tallest * callOf(1, threads);
  }

  private double callOf(int rows, int threads) {
    NavigableMap<Integer, Double> measured = shortPanels.getOrDefault(rows, new TreeMap<>());
    double shortElement = across(measured, threads, seconds -> seconds);
    double longElement = secondsPerElement(DataType.FP32, threads, rows, 0);
    double slope = 1.0 / Probe.SHORT_PANEL - 1.0 / Probe.LONG_PANEL;
    double seconds = Math.max(0, shortElement - longElement) / slope;
    return Math.min(seconds, MOST_CALL_SHARE * longElement * Probe.LONG_PANEL) * PanelLayout.WIDTH;
  }

  /**
   * Seconds of taking rows into blocks and giving them away, all threads together: what a row costs
   * and what a number costs, from rows of two widths.
   *
   * @param numbers of all rows, the mean of a query's and an output's
   */
  double rowSeconds(int threads, double rows, double numbers) {
    double longRow = 1 / rate(Probe.ROWS, threads);
    double shortRow = 1 / rate(Probe.ROWS_SHORT, threads);
    double each = Math.max(0, longRow - shortRow) / (Probe.LONG_WIDTH - Probe.SHORT_WIDTH);
    return rows * Math.max(0, shortRow - Probe.SHORT_WIDTH * each) + numbers * each;
  }

  /**
   * Seconds that the stream of keys or that of values takes to go on after the other, all threads
   * together.
   *
   * @param bytes of the working set
   */
  double turnSeconds(int threads, double bytes) {
    double panel = 2.0 * Probe.LONG_PANEL * PanelLayout.WIDTH;
    double each =
        distances.extraSeconds(
            Probe.PANELS_IN_TURNS,
            threads,
            bytes,
            (count, set) -> secondsPerElement(DataType.FP32, count, 1, set) / 2);
    return panel * each;
  }

  /** Seconds that a line of a row takes longer where rows lie apart, all threads together. */
  double rowLineSeconds(int threads, double bytes) {
    double lines = 2.0 * Probe.LONG_WIDTH * Float.BYTES / LINE_BYTES;
    return distances.extraSeconds(
            Probe.ROWS_APART, threads, bytes, (count, set) -> 1 / rate(Probe.ROWS, count))
        / lines;
  }

  /**
   * Seconds that a line of an appended key takes longer in a cache far away, all threads together.
   */
  double appendLineSeconds(int threads, double bytes) {
    double elements = 2.0 * Probe.LONG_PANEL;
    double lines = Probe.LONG_PANEL + Probe.LONG_PANEL * Float.BYTES / (double) LINE_BYTES;
    return elements
        / lines
        * distances.extraSeconds(
            Probe.APPEND_APART,
            threads,
            bytes,
            (count, set) -> 1 / appendRate(DataType.FP32, count));
  }

  /** Elements of keys and values a second that are written into a cache that lies near. */
  double appendRate(DataType type, int threads) {
    return across(appends.getOrDefault(type, new TreeMap<>()), threads, rate -> rate);
  }

  /** Seconds of a hand-over; none if there is nobody to hand to. */
  double handOverSeconds(int threads) {
    return threads == 1 || !peaks.containsKey(Probe.HAND_OVER)
        ? 0
        : 1 / rate(Probe.HAND_OVER, threads);
  }

  /** Bytes a second that are usually read of a working set. */
  double readRate(int threads, double bytes) {
    return across(reads, threads, curve -> curve.at(bytes));
  }

  /** Bytes a second that are usually read of a working set that no cache holds. */
  double memoryRate(int threads) {
    return across(reads, threads, Curve::last);
  }

  /** Bytes a second that no reading of a working set this large has exceeded. */
  double bestReadRate(int threads, double bytes) {
    return across(bestReads, threads, curve -> curve.largestFrom(bytes));
  }

  /**
   * Seconds that multiplying rows with one element of a stream takes, all threads together.
   *
   * @param bytes of all that is streamed between two uses of an element
   */
  double secondsPerElement(DataType type, int threads, int rows, double bytes) {
    double seconds =
        across(of(type), threads, rowTable(type, threads, table -> table.seconds(rows, bytes)));
    return Math.max(seconds, type.bytes() / streamRate(threads, bytes));
  }

  /** The same for a panel of 32 or 16 columns. */
  double narrowSecondsPerElement(int width, DataType type, int threads, int rows, double bytes) {
    double one = narrow(width, 1, type, threads);
    double fp32One = narrow(width, 1, DataType.FP32, threads);
    double fp32Four = narrow(width, MicroKernels.NARROW_ROWS, DataType.FP32, threads);
    return across(
        of(type),
        threads,
        rowTable(type, threads, table -> table.narrowSeconds(rows, bytes, one, fp32One, fp32Four)));
  }

  private double narrow(int width, int rows, DataType type, int threads) {
    Map<DataType, NavigableMap<Integer, Double>> byType =
        narrow.getOrDefault(width, Map.of()).getOrDefault(rows, Map.of());
    return across(byType.getOrDefault(type, new TreeMap<>()), threads, seconds -> seconds);
  }

  /**
   * Bytes a second of the faster of the two loops that only wait for memory. Narrow types are not
   * measured on working sets as large as these.
   */
  private double streamRate(int threads, double bytes) {
    double products =
        DataType.FP32.bytes()
            / across(
                of(DataType.FP32),
                threads,
                rowTable(DataType.FP32, threads, table -> table.seconds(1, bytes)));
    return Math.max(products, readRate(threads, bytes));
  }

  private ToDoubleFunction<NavigableMap<Integer, Curve>> rowTable(
      DataType type, int threads, ToDoubleFunction<RowTable> seconds) {
    NavigableMap<Integer, Curve> fp32 = nearest(of(DataType.FP32), threads);
    Curve guide = nearest(reads, threads);
    return measured -> seconds.applyAsDouble(new RowTable(type, measured, fp32, guide));
  }

  private NavigableMap<Integer, NavigableMap<Integer, Curve>> of(DataType type) {
    return panels.getOrDefault(type, new TreeMap<>());
  }

  private static <T> T nearest(NavigableMap<Integer, T> byThreads, int threads) {
    Map.Entry<Integer, T> entry = byThreads.floorEntry(threads);
    return (entry == null ? byThreads.firstEntry() : entry).getValue();
  }

  private static <T> double across(
      NavigableMap<Integer, T> byThreads, int threads, ToDoubleFunction<T> value) {
    T exact = byThreads.get(threads);
    if (exact != null) {
      return value.applyAsDouble(exact);
    }
    Curve curve = new Curve();
    byThreads.forEach((count, item) -> curve.put(count, value.applyAsDouble(item)));
    return curve.at(threads);
  }
}
