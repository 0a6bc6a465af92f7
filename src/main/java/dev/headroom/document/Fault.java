package dev.headroom.document;

/**
 * Something wrong in a user's file: where, under which key, and what would be right.
 *
 * @param position the place
 * @param keyPath {@code memory.device.bandwidth}, or empty when no key is concerned
 * @param message what is wrong, the value, what would be right
 */
public record Fault(Position position, String keyPath, String message) {
  /** {@code FILE:LINE:COL KEY.PATH: message}. */
  @Override
  public String toString() {
    return position + (keyPath.isEmpty() ? "" : " " + keyPath) + ": " + message;
  }
}
