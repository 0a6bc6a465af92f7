package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.workload.DataType;
import org.junit.jupiter.api.Test;

/** The H200 is laid over the H100: what it says itself wins, all else keeps value and source. */
class InheritanceTest {
  private final DeviceProfile h200 = ProfileCatalog.builtIn().find("h200");
  private final DeviceProfile h100 = ProfileCatalog.builtIn().find("h100");

  @Test
  void ownNumbersComeWithTheirOwnSource() {
    assertThat(h200.memory().get(0).bandwidth())
        .contains(
            new Sourced(
                "memory.device.bandwidth",
                4.8e12,
                "B/s",
                "4.8 TB/s",
                new Source.Document("TensorRT-LLM, docs/source/blogs/H200launch.md", "2023-11")));
    assertThat(h200.priceUsdPerHour()).hasValue(10);
  }

  @Test
  void inheritedNumbersKeepTheirs() {
    assertThat(h200.compute()).isEqualTo(h100.compute());
    assertThat(h200.links()).isEqualTo(h100.links());
    assertThat(h200.compute().matrix().peaks().get(DataType.BF16))
        .isEqualTo(
            new Sourced(
                "compute.matrix.bf16",
                989e12,
                "FLOP/s",
                "989 TFLOP/s",
                new Source.Document(
                    "Austin et al., How to Scale Your Model, page gpus", "2025-08")));
  }

  @Test
  void levelsKeepTheirOrderAndNamesAreNeverInherited() {
    assertThat(h200.memory().stream().map(MemoryLevel::key)).containsExactly("device", "l2", "l1");
    assertThat(h200.identity().aliases()).contains("h200_sxm").doesNotContain("h100");
    assertThat(h200.identity().vendor()).isEqualTo("NVIDIA");
  }
}
