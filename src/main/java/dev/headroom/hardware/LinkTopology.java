package dev.headroom.hardware;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How devices are joined. */
public enum LinkTopology {
  /** Any device reaches any other at full rate. */
  SWITCH,
  /** A direct link between every two devices. */
  ALL_TO_ALL,
  RING,
  TORUS_2D,
  TORUS_3D,
  /** Through the host's bus, shared with all else on it. */
  HOST;

  /** The name in files: {@code torus_2d}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Map<String, LinkTopology> byKey() {
    Map<String, LinkTopology> byKey = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(topology -> byKey.put(topology.key(), topology));
    return byKey;
  }
}
