package dev.headroom.hardware;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One level of the memory hierarchy, all instances of it together.
 *
 * @param key its key in the profile: {@code device}, {@code l2}
 * @param name what the vendor calls it: {@code HBM3}
 * @param scope who shares one instance
 * @param capacity in bytes, summed over the whole device
 * @param bandwidth in bytes per second, summed over the whole device; the device memory has one
 * @param latency in seconds, of a dependent read
 */
public record MemoryLevel(
    String key,
    String name,
    MemoryScope scope,
    Sourced capacity,
    Optional<Sourced> bandwidth,
    Optional<Sourced> latency) {
  /** Refuses a device memory without a bandwidth. */
  public MemoryLevel {
    if (scope == MemoryScope.DEVICE && bandwidth.isEmpty()) {
      throw new IllegalArgumentException("memory." + key + ": needs a bandwidth");
    }
  }

  /** Bytes in all instances together. */
  public double capacityBytes() {
    return capacity.value();
  }

  /** Bytes per second of all instances together, if known. */
  public OptionalDouble bandwidthBytesPerSecond() {
    return DeviceProfile.valueOf(bandwidth);
  }

  /** The same with every number changed. */
  MemoryLevel map(UnaryOperator<Sourced> change) {
    return new MemoryLevel(
        key, name, scope, change.apply(capacity), bandwidth.map(change), latency.map(change));
  }

  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.of(Stream.of(capacity), bandwidth.stream(), latency.stream())
        .flatMap(numbers -> numbers);
  }
}
