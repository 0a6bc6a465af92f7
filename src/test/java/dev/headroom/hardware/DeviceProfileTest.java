package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.workload.DataType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A profile refuses what no device is, and warns of what no device has been so far. */
class DeviceProfileTest {
  private static final Source GUESS = new Source.Estimated("a guess for this test");

  private static Sourced number(String keyPath, double value) {
    return new Sourced(keyPath, value, "", "as written", GUESS);
  }

  private static MemoryLevel level(String key, MemoryScope scope, double bytes, double rate) {
    return new MemoryLevel(
        key,
        key,
        scope,
        number("memory." + key + ".capacity", bytes),
        Optional.of(number("memory." + key + ".bandwidth", rate)),
        Optional.empty());
  }

  private static DeviceProfile device(double peak, double clock, List<MemoryLevel> memory) {
    Map<DataType, Sourced> vector = new EnumMap<>(DataType.class);
    vector.put(DataType.FP32, number("compute.vector.fp32", peak));
    return new DeviceProfile(
        new Identity("x", "X", "Nobody", DeviceKind.CPU, 2024, List.of()),
        new Compute(
            number("compute.units", 4),
            "core",
            Optional.of(number("compute.clock", clock)),
            new MatrixEngine(Map.of(), Optional.empty(), Optional.empty(), ReachedRates.UNKNOWN),
            vector,
            Optional.empty()),
        memory,
        List.of(),
        Optional.of(number("power.tdp", 9000)),
        Optional.empty(),
        List.of(),
        "x.yaml");
  }

  @Test
  void warnsOfWhatASlipWouldExplain() {
    DeviceProfile device =
        device(
            1e15,
            3.2,
            List.of(
                level("device", MemoryScope.DEVICE, 80, 100e9),
                level("l2", MemoryScope.CHIP, 1e9, 50e9)));
    assertThat(device.warnings())
        .containsExactly(
            "ridge point 1.00e+04 FLOP/byte of the fastest type is outside 0.5 to 4000;"
                + " check the peaks and memory.device.bandwidth",
            "memory.device.capacity: as written is outside 2.68e+08 to 1.76e+13 B",
            "compute.clock: as written is outside 1.00e+08 to 1.00e+10 Hz",
            "power.tdp: as written is outside 1.00 to 5.00e+03 W",
            "memory.l2.capacity: larger than the device memory",
            "memory.l2.bandwidth: slower than the device memory");
  }

  @Test
  void theLastLevelCacheIsTheOutermostThatIsShared() {
    MemoryLevel dram = level("device", MemoryScope.DEVICE, 64e9, 50e9);
    MemoryLevel l3 = level("l3", MemoryScope.GROUP, 32e6, 1e12);
    MemoryLevel l2 = level("l2", MemoryScope.UNIT, 4e6, 2e12);
    assertThat(device(1e12, 3e9, List.of(dram, l3, l2)).lastLevelCacheBytes()).isEqualTo(32e6);
    assertThat(device(1e12, 3e9, List.of(dram, l2)).lastLevelCacheBytes()).isZero();
    assertThat(device(1e12, 3e9, List.of(dram, l2)).numbers()).hasSize(8);
  }

  @Test
  void refusesWhatIsNoDevice() {
    MemoryLevel l2 = level("l2", MemoryScope.CHIP, 4e6, 2e12);
    assertThatThrownBy(() -> device(1e12, 3e9, List.of(l2)))
        .hasMessage("memory: the first level must have the scope device");
    assertThatThrownBy(() -> number("compute.clock", 0))
        .hasMessage("compute.clock: must be > 0 and finite, was 0.0");
    assertThatThrownBy(() -> number("compute.clock", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new MemoryLevel(
                    "d",
                    "d",
                    MemoryScope.DEVICE,
                    number("memory.d.capacity", 1),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessage("memory.d: needs a bandwidth");
  }

  @Test
  void sourcesSayWhatTheyAre() {
    assertThat(new Source.Measured("a 2-core machine", "headroom calibrate", "2026-03").describe())
        .isEqualTo("measured on a 2-core machine by headroom calibrate (2026-03)");
    assertThat(new Source.Document("Data sheet", "2023").isChecked()).isTrue();
    assertThat(GUESS.isChecked()).isFalse();
    assertThat(GUESS.describe()).isEqualTo("estimated: a guess for this test");
  }
}
