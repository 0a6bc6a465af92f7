package dev.headroom.workload;

import java.util.Locale;

/** Which part of serving or training is asked about. */
public enum Phase {
  /** The prompt pass: many new tokens. */
  PREFILL,
  /** One new token per sequence. */
  DECODE,
  /** A whole generation: the prompt pass and every step after it. */
  GENERATE,
  /** A training step: forward, backward, update. */
  TRAIN;

  /** The name in files and options. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
