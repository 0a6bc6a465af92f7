package dev.headroom.hardware;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How a device reaches others of its kind.
 *
 * @param key its key in the profile: {@code nvlink}
 * @param name what the vendor calls it: {@code NVLink 4}
 * @param topology how the devices are joined
 * @param devices how many can be joined
 * @param bandwidthPerDirection bytes per second that one device can send, all its links together
 * @param latency seconds until the first byte arrives
 */
public record Link(
    String key,
    String name,
    LinkTopology topology,
    Sourced devices,
    Sourced bandwidthPerDirection,
    Optional<Sourced> latency) {
  /** Bytes per second that one device can send, all its links together. */
  public double bandwidthPerDirectionBytesPerSecond() {
    return bandwidthPerDirection.value();
  }

  /** Seconds until the first byte arrives, if known. */
  public OptionalDouble latencySeconds() {
    return DeviceProfile.valueOf(latency);
  }

  /** The same with every number changed. */
  Link map(UnaryOperator<Sourced> change) {
    return new Link(
        key,
        name,
        topology,
        change.apply(devices),
        change.apply(bandwidthPerDirection),
        latency.map(change));
  }

  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.concat(Stream.of(devices, bandwidthPerDirection), latency.stream());
  }
}
