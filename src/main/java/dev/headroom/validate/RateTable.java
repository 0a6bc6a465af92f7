package dev.headroom.validate;

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

  /**
   * The rates of a calibration.
   *
   * @throws UnsupportedOperationException if something that predictions need was not measured
   */
  RateTable(StoredCalibration calibration) {
    calibration.readings().forEach(this::add);
    for (Probe probe : new Probe[] {Probe.MULTIPLY_ADD, Probe.SOFTMAX, Probe.ELEMENTWISE}) {
      require(peaks.containsKey(probe), probe.key());
    }
    require(!reads.isEmpty(), Probe.READ.key());
    for (DataType type : new DataType[] {DataType.FP32, DataType.BF16, DataType.INT8}) {
      require(panels.containsKey(type), Probe.PANELS.key() + " of " + type.key());
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
    return across(
        of(type), threads, rowTable(type, threads, table -> table.narrowSeconds(rows, bytes)));
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
