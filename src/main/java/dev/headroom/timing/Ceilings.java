package dev.headroom.timing;

import dev.headroom.cost.ExchangeOperator;
import dev.headroom.cost.Operator;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Precision;
import java.util.stream.Collectors;

/**
 * The most that a device does per second in the data types of a run. A rate that a profile does not
 * state is infinite: it then never binds.
 *
 * @param weightFlop matrix FLOP/s of activations with weights, dense
 * @param attentionFlop matrix FLOP/s of queries with keys and scores with values, dense
 * @param vectorFlop elementwise FLOP/s
 * @param exponentials exponentials/s
 * @param bandwidth bytes/s of device memory
 * @param cacheBytes capacity of the last-level cache; 0 if there is none
 * @param links to devices of its kind
 */
public record Ceilings(
    double weightFlop,
    double attentionFlop,
    double vectorFlop,
    double exponentials,
    double bandwidth,
    double cacheBytes,
    LinkTimes links) {

  /** A device that is joined with no other. */
  public Ceilings(
      double weightFlop,
      double attentionFlop,
      double vectorFlop,
      double exponentials,
      double bandwidth,
      double cacheBytes) {
    this(
        weightFlop, attentionFlop, vectorFlop, exponentials, bandwidth, cacheBytes, LinkTimes.NONE);
  }

  /**
   * The ceilings of a device at these data types. Where the device cannot multiply in the cache's
   * type, attention runs in the activations' type.
   *
   * @throws IllegalArgumentException if the device has no peak for one of them, naming those it has
   */
  public static Ceilings of(DeviceProfile device, Precision precision) {
    boolean direct = device.peakFlopPerSecond(precision.attentionProducts()).isPresent();
    DataType attention = direct ? precision.attentionProducts() : precision.activations();
    return new Ceilings(
        peak(device, precision.weightProducts()),
        peak(device, attention),
        device.vectorPeakFlopPerSecond(DataType.FP32).orElse(Double.POSITIVE_INFINITY),
        device.exponentialsPerSecond().orElse(Double.POSITIVE_INFINITY),
        device.bandwidthBytesPerSecond(),
        device.lastLevelCacheBytes(),
        new LinkTimes(device.name(), device.links()));
  }

  private static double peak(DeviceProfile device, DataType type) {
    return device.peakFlopPerSecond(type).orElseThrow(() -> noPeak(device, type));
  }

  private static IllegalArgumentException noPeak(DeviceProfile device, DataType type) {
    String known =
        device.computableTypes().stream().map(DataType::key).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "--dtype: device '"
            + device.name()
            + "' states no peak for "
            + type.key()
            + "; it has "
            + known);
  }

  /** So many devices as one: their peaks, bandwidths and caches added up, links free. */
  public Ceilings times(int devices) {
    return new Ceilings(
        weightFlop * devices,
        attentionFlop * devices,
        vectorFlop * devices,
        exponentials * devices,
        bandwidth * devices,
        cacheBytes * devices,
        links);
  }

  /** The same if exchanges took no time. */
  public Ceilings withFreeLinks() {
    return new Ceilings(
        weightFlop, attentionFlop, vectorFlop, exponentials, bandwidth, cacheBytes, LinkTimes.FREE);
  }

  /** The same for a program that uses the links so. */
  Ceilings withLinks(boolean rings, double stepSeconds) {
    return new Ceilings(
        weightFlop,
        attentionFlop,
        vectorFlop,
        exponentials,
        bandwidth,
        cacheBytes,
        links.as(rings, stepSeconds));
  }

  /** Seconds that an operator takes on the links in a step of so many tokens. */
  double linkSeconds(Operator operator, double tokens) {
    return operator instanceof ExchangeOperator exchange ? links.seconds(exchange, tokens) : 0;
  }

  /** Matrix FLOP/s of products with weights, or among activations. */
  double matmulFlop(boolean activationsOnly) {
    return activationsOnly ? attentionFlop : weightFlop;
  }

  /** FLOP per byte above which products with weights are bound by compute. */
  public double ridgePoint() {
    return weightFlop / bandwidth;
  }
}
