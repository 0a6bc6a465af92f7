package dev.headroom.measure;

import java.util.Optional;

/**
 * What is known of one characteristic of a machine, and from where.
 *
 * @param characteristic what it says something about
 * @param value as text, sizes in bytes; empty if nobody tells
 * @param origin where it was read; for an unknown value, where it was looked for
 * @param caution why the value may mislead; empty if nothing is known against it
 */
public record Fact(
    Characteristic characteristic, Optional<String> value, String origin, String caution) {
  /** A value that was found. */
  public static Fact known(Characteristic characteristic, String value, String origin) {
    return new Fact(characteristic, Optional.of(value), origin, "");
  }

  /** A value that was looked for in vain. */
  public static Fact unknown(Characteristic characteristic, String soughtIn) {
    return new Fact(characteristic, Optional.empty(), soughtIn, "");
  }

  /** The same with a caution. */
  public Fact withCaution(String reason) {
    return new Fact(characteristic, value, origin, reason);
  }

  /** One line: {@code l3_bytes: 33554432 (getconf)}. */
  public String describe() {
    String known =
        value.map(v -> v + " (" + origin + ")").orElse("unknown (looked in " + origin + ")");
    return characteristic.key() + ": " + known + (caution.isEmpty() ? "" : "; " + caution);
  }
}
