package dev.headroom.fit;

import java.util.Locale;

/** What sets attention calls of one kernel apart whose times follow other rules. */
public enum CallKind {
  /** A query sees all keys before it, and those of the call fit the last-level cache. */
  IN_CACHE,
  /** A query sees all keys before it, and those of the call do not fit the last-level cache. */
  BEYOND_CACHE,
  /** A query sees the last keys alone. */
  WINDOWED;

  /** {@code in_cache}, {@code beyond_cache} or {@code windowed}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
