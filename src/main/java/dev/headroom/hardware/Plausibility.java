package dev.headroom.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Looks for numbers that a slip in a unit or a power of ten would explain. */
final class Plausibility {
  private static final double GIB = 1L << 30;

  private Plausibility() {}

  static List<String> warnings(DeviceProfile device) {
    List<String> warnings = new ArrayList<>();
    ridgePoint(device, warnings);
    outside(warnings, device.memory().get(0).capacity(), GIB / 4, 16384 * GIB, "B");
    outside(warnings, device.memory().get(0).bandwidth().orElseThrow(), 1e9, 1e14, "B/s");
    device.compute().clock().ifPresent(clock -> outside(warnings, clock, 1e8, 1e10, "Hz"));
    device.tdp().ifPresent(tdp -> outside(warnings, tdp, 1, 5000, "W"));
    innerLevels(device, warnings);
    return List.copyOf(warnings);
  }

  private static void ridgePoint(DeviceProfile device, List<String> warnings) {
    double highest =
        device.computableTypes().stream()
            .map(device::ridgePointFlopPerByte)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max()
            .orElseThrow();
    if (highest < 0.5 || highest > 4000) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "ridge point %.3g FLOP/byte of the fastest type is outside 0.5 to 4000; "
                  + "check the peaks and memory.%s.bandwidth",
              highest,
              device.memory().get(0).key()));
    }
  }

  private static void innerLevels(DeviceProfile device, List<String> warnings) {
    for (MemoryLevel level : device.memory().subList(1, device.memory().size())) {
      if (level.capacityBytes() > device.capacityBytes()) {
        warnings.add(level.capacity().keyPath() + ": larger than the device memory");
      }
      if (level.bandwidthBytesPerSecond().orElse(Double.MAX_VALUE)
          < device.bandwidthBytesPerSecond()) {
        warnings.add("memory." + level.key() + ".bandwidth: slower than the device memory");
      }
    }
  }

  private static void outside(
      List<String> warnings, Sourced number, double low, double high, String unit) {
    if (number.value() < low || number.value() > high) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: %s is outside %.3g to %.3g %s",
              number.keyPath(),
              number.written(),
              low,
              high,
              unit));
    }
  }
}
