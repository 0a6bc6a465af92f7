package dev.headroom.workload;

import java.util.Locale;

/** Which part of serving a step is. */
public enum Phase {
  /** The prompt pass: many new tokens. */
  PREFILL,
  /** One new token per sequence. */
  DECODE;

  /** The name in files and options. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
