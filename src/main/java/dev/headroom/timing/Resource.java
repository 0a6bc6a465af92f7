package dev.headroom.timing;

import java.util.Locale;

/** What a device can run out of while an operator runs. */
public enum Resource {
  /** The matrix units. */
  COMPUTE,
  /** The bandwidth of device memory. */
  MEMORY,
  /** The units that compute exponentials. */
  EXPONENTIALS,
  /** The units for elementwise work. */
  VECTOR,
  /** The links to other devices. */
  LINKS;

  /** The name in files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
