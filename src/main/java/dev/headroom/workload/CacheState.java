package dev.headroom.workload;

import java.util.Locale;

/** What the chip's last-level cache holds when a step begins. */
public enum CacheState {
  /** Nothing of use: every byte comes from device memory. */
  COLD,
  /** What fits of the step's data, as in a benchmark that repeats one call. */
  WARM;

  /** The name in files and options. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
