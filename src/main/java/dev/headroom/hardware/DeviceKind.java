package dev.headroom.hardware;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The family of a device. */
public enum DeviceKind {
  TPU,
  GPU,
  CPU,
  NPU,
  /** A system on a chip whose GPU shares the memory of the CPU. */
  APPLE;

  /** The name in files: {@code gpu}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, DeviceKind> byKey() {
    Map<String, DeviceKind> byKey = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(kind -> byKey.put(kind.key(), kind));
    return byKey;
  }
}
