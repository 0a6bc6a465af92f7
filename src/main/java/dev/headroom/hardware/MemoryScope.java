package dev.headroom.hardware;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Who shares a memory level; the constants go from the outermost inwards. */
public enum MemoryScope {
  /** The device's own memory: HBM, GDDR, DRAM. */
  DEVICE,
  /** On chip, reachable by every compute unit. */
  CHIP,
  /** On chip, one per group of units, as the L3 of a CPU chiplet. */
  GROUP,
  /** On chip, one per compute unit. */
  UNIT;

  /** The name in files: {@code chip}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, MemoryScope> byKey() {
    Map<String, MemoryScope> byKey = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(scope -> byKey.put(scope.key(), scope));
    return byKey;
  }
}
