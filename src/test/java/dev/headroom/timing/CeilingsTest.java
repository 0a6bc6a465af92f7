package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Precision;
import org.junit.jupiter.api.Test;

/** Which peaks of a device count at which data types. */
class CeilingsTest {
  private static final DeviceProfile A100 = ProfileCatalog.builtIn().find("a100-80gb-sxm");
  private static final DeviceProfile H100 = ProfileCatalog.builtIn().find("h100-sxm");

  @Test
  void bf16() {
    Ceilings ceilings = Ceilings.of(A100, Precision.of(DataType.BF16));
    assertThat(ceilings.weightFlop()).isEqualTo(312e12);
    assertThat(ceilings.attentionFlop()).isEqualTo(312e12);
    assertThat(ceilings.bandwidth()).isEqualTo(2039e9);
    assertThat(ceilings.ridgePoint()).isEqualTo(312e12 / 2039e9);
  }

  @Test
  void eightBitWeightsBesideSixteenBitAttention() {
    Ceilings ceilings = Ceilings.of(H100, Precision.of(DataType.INT8));
    assertThat(ceilings.weightFlop()).isEqualTo(1979e12);
    assertThat(ceilings.attentionFlop()).isEqualTo(989e12);
    // four-bit weights are multiplied in BF16
    assertThat(Ceilings.of(H100, Precision.of(DataType.INT4)).weightFlop()).isEqualTo(989e12);
  }

  @Test
  void anFp8CacheIsMultipliedInFp8WhereTheDeviceCan() {
    Precision precision = Precision.of(DataType.BF16).withKvCache(KvFormat.parse("fp8"));
    assertThat(Ceilings.of(H100, precision).attentionFlop()).isEqualTo(1979e12);
    assertThat(Ceilings.of(A100, precision).attentionFlop()).isEqualTo(312e12);
  }

  @Test
  void aTypeThatTheDeviceCannotMultiply() {
    assertThatThrownBy(() -> Ceilings.of(A100, Precision.of(DataType.FP8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--dtype: device 'a100-80gb-sxm' states no peak for fp8; it has ");
  }
}
