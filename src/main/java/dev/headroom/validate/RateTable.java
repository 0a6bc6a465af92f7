package dev.headroom.validate;

import dev.headroom.kernel.MicroKernels;
import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.workload.DataType;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a machine reached in the micro-benchmarks, between and beyond the settings that were
 * measured. Working sets and threads are interpolated in log–log and clamped at the ends; rows are
 * composed from the micro-kernels of 4, 2 and 1 rows that the kernel takes them by.
 */
final class RateTable {
  private final Map<Probe, NavigableMap<Integer, Reading>> peaks = new TreeMap<>();
  private final NavigableMap<Integer, Curve> reads = new TreeMap<>();
  private final NavigableMap<Integer, Curve> bestReads = new TreeMap<>();
  // Type, threads, rows, working set.
  private final Map<DataType, NavigableMap<Integer, NavigableMap<Integer, Curve>>> panels =
      new TreeMap<>();
  // Rows, type, threads.
  private final Map<Integer, Map<DataType, NavigableMap<Integer, Double>>> narrow = new TreeMap<>();
  private final Map<DataType, NavigableMap<Integer, Double>> appends = new TreeMap<>();

  /**
   * The rates of a calibration.
   *
   * @throws UnsupportedOperationException if something that predictions need was not measured
   */
  RateTable(StoredCalibration calibration) {
    calibration.readings().forEach(this::add);
    for (Probe probe :
        new Probe[] {Probe.MULTIPLY_ADD, Probe.SOFTMAX, Probe.SOFTMAX_SHORT, Probe.ELEMENTWISE}) {
      require(peaks.containsKey(probe), probe.key());
    }
    require(!reads.isEmpty(), Probe.READ.key());
    for (DataType type : new DataType[] {DataType.FP32, DataType.BF16, DataType.INT8}) {
      require(panels.containsKey(type), Probe.PANELS.key() + " of " + type.key());
      require(appends.containsKey(type), Probe.APPEND.key() + " of " + type.key());
      for (int rows :
          type == DataType.FP32 ? new int[] {1, MicroKernels.NARROW_ROWS} : new int[] {1}) {
        require(
            narrow.containsKey(rows) && narrow.get(rows).containsKey(type),
            Probe.NARROW_PANELS.key() + " of " + type.key());
      }
    }
  }

  private static void require(boolean there, String what) {
    if (!there) {
      throw new UnsupportedOperationException(
          "the calibration has no undisturbed sample of " + what + "; calibrate again");
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
      case PANELS ->
          panels
              .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
              .computeIfAbsent(threads, t -> new TreeMap<>())
              .computeIfAbsent(reading.setting().rows(), rows -> new Curve())
              .put(bytes, reading.rate());
      case NARROW_PANELS ->
          narrow
              .computeIfAbsent(reading.setting().rows(), rows -> new TreeMap<>())
              .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
              .put(threads, 2.0 * reading.setting().rows() / reading.rate());
      case APPEND ->
          appends
              .computeIfAbsent(reading.setting().type(), type -> new TreeMap<>())
              .put(threads, reading.rate());
      default ->
          peaks
              .computeIfAbsent(reading.setting().probe(), probe -> new TreeMap<>())
              .put(threads, reading);
    }
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
    return across(of(type), threads, rowTable(type, threads, table -> table.seconds(rows, bytes)));
  }

  /** The same for panels narrower than 64 columns. */
  double narrowSecondsPerElement(DataType type, int threads, int rows, double bytes) {
    double one = narrow(1, type, threads);
    double fp32One = narrow(1, DataType.FP32, threads);
    double fp32Six = narrow(MicroKernels.NARROW_ROWS, DataType.FP32, threads);
    return across(
        of(type),
        threads,
        rowTable(type, threads, table -> table.narrowSeconds(rows, bytes, one, fp32One, fp32Six)));
  }

  private double narrow(int rows, DataType type, int threads) {
    Map<DataType, NavigableMap<Integer, Double>> byType =
        narrow.getOrDefault(rows, new TreeMap<>());
    return across(byType.getOrDefault(type, new TreeMap<>()), threads, seconds -> seconds);
  }

  private ToDoubleFunction<NavigableMap<Integer, Curve>> rowTable(
      DataType type, int threads, ToDoubleFunction<RowTable> seconds) {
    NavigableMap<Integer, Curve> fp32 = nearest(of(DataType.FP32), threads);
    return measured -> seconds.applyAsDouble(new RowTable(type, measured, fp32));
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
