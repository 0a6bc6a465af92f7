package dev.headroom.hardware;

/**
 * A number of a profile with its place in the file and its source.
 *
 * @param keyPath where it stands: {@code memory.device.bandwidth}
 * @param value in the plain unit: bytes per second, FLOP per second
 * @param unit the plain unit's symbol; empty for a count
 * @param written as the file has it: {@code 3.35 TB/s}
 * @param source where it comes from
 */
public record Sourced(String keyPath, double value, String unit, String written, Source source) {
  /** Refuses what no physical quantity of a device can be. */
  public Sourced {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(keyPath + ": must be > 0 and finite, was " + value);
    }
  }
}
