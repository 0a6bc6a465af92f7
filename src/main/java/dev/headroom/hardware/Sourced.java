package dev.headroom.hardware;

/**
 * A number of a profile with its place in the file and its source.
 *
 * @param keyPath where it stands: {@code memory.device.bandwidth}
 * @param value in the plain unit: bytes per second, FLOP per second
 * @param unit the plain unit's symbol; empty for a count
 * @param written as the file has it: {@code 3.35 TB/s}
 * @param source where it comes from
 * @param spread how uncertain it is: with a probability of 80 % the true value lies between {@code
 *     value / (1 + spread)} and {@code value · (1 + spread)}; 0 if the profile does not say, below
 *     1
 */
public record Sourced(
    String keyPath, double value, String unit, String written, Source source, double spread) {
  /** Refuses what no physical quantity of a device can be. */
  public Sourced {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(keyPath + ": must be > 0 and finite, was " + value);
    }
    if (!(spread >= 0 && spread < 1)) {
      throw new IllegalArgumentException(
          keyPath + ": a spread must be at least 0 and below 1, was " + spread);
    }
  }

  /** A number whose uncertainty is not known. */
  public Sourced(String keyPath, double value, String unit, String written, Source source) {
    this(keyPath, value, unit, written, source, 0);
  }

  /** The same number with another value, which somebody asked for. */
  public Sourced withValue(double other, Source asked) {
    return new Sourced(keyPath, other, unit, Double.toString(other), asked, spread);
  }
}
