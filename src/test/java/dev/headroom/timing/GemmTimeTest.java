package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.GemmParameter;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.hardware.GemmStructure;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time model of linear layers against numbers worked by hand, and its laws. */
class GemmTimeTest {
  private static final DeviceProfile H100 = ProfileCatalog.builtIn().find("h100-sxm");

  private static GemmShape shape(long rows, long columns, long depth, DataType type) {
    return new GemmShape(rows, columns, depth, type, type);
  }

  private static GemmPhase layers(boolean splits) {
    Map<GemmParameter, Double> values = new EnumMap<>(GemmParameter.class);
    for (GemmParameter each : GemmParameter.values()) {
      values.put(each, each.isTime() ? 1e-6 : 1.0);
    }
    values.put(GemmParameter.LAUNCH, 2e-6);
    values.put(GemmParameter.MATRIX, 0.5);
    values.put(GemmParameter.UNIT_STREAM, 2.0);
    values.put(GemmParameter.CACHE_BANDWIDTH, 2.0);
    values.put(GemmParameter.ROW, 1e-7);
    return new GemmPhase(new GemmStructure(64, 64, splits), values, 0.9, 1.2, "by hand");
  }

  /**
   * 264 tiles of 64 x 64 on 132 units: 2 waves. A step of depth: 256 B x 132 / (2 x 3.35 TB/s) =
   * 5.043582 ns to stream, 8,192 x 132 / (0.5 x 989e12) = 2.186742 ns to multiply, joined by 4:
   * 5.087560 ns. A tile: 1 us + 128 steps + 8,192 B x 132 / 6.7 TB/s = 1.812603 us. Five copies of
   * 4,325,376 B of weights fit the cache, so that they and 2,179,072 B of activations pass at 6.7
   * TB/s: 0.970813 us. With 2 us of launch: 6.596 us.
   */
  @Test
  void aLayerByHand() {
    GemmTime time = new GemmTime(H100, layers(false));
    GemmShape shape = shape(64, 16_896, 128, DataType.BF16);
    KernelTerms terms = time.terms(shape);
    assertThat(terms.launch()).isEqualTo(2e-6);
    assertThat(terms.fixed()).isEqualTo(2e-6);
    assertThat(terms.busy()).isCloseTo(3.625205e-6, within(1e-11));
    assertThat(terms.memory()).isCloseTo(0.970813e-6, within(1e-11));
    assertThat(terms.after()).isZero();
    assertThat(terms.predicted()).isCloseTo(6.596018e-6, within(2e-11));
    assertThat(terms.low()).isCloseTo(0.9 * 6.596018e-6, within(2e-11));
    assertThat(terms.high()).isCloseTo(1.2 * 6.596018e-6, within(3e-11));
    assertThat(time.seconds(shape)).isEqualTo(terms.predicted());
  }

  /**
   * One tile of depth 4096 takes 22 us alone. Cut into 32 parts of 128, it takes 1.812603 us, and 1
   * us and 4 x 32 x 4,096 B / 6.7 TB/s = 0.078252 us to add them up.
   */
  @Test
  void aDeepLayerIsCut() {
    GemmShape deep = shape(64, 64, 4096, DataType.BF16);
    KernelTerms cut = new GemmTime(H100, layers(true)).terms(deep);
    assertThat(cut.busy()).isCloseTo(1.812603e-6, within(1e-11));
    assertThat(cut.after()).isCloseTo(1.078252e-6, within(1e-11));
    assertThat(new GemmTime(H100, layers(false)).terms(deep).busy())
        .isCloseTo(2.20000e-5, within(1e-8));
  }

  /** 64 x 128 x (2 + 1) B / 6.7 TB/s + 1e-7 x 64 / 132 s. */
  @Test
  void narrowProductsConvertTheirActivations() {
    GemmTime time = new GemmTime(H100, layers(false));
    assertThat(time.terms(shape(64, 64, 128, DataType.FP8)).after())
        .isCloseTo(5.2153e-8, within(1e-12));
  }

  /** 2 x 3 x 5 x 7 FLOP; 35 weights, 21 inputs and 15 results, of 1, 1 and 2 bytes. */
  @Test
  void countsByHand() {
    GemmShape shape = shape(3, 5, 7, DataType.FP8);
    assertThat(shape.flop()).isEqualTo(210);
    assertThat(shape.weightBytes()).isEqualTo(35);
    assertThat(shape.activationBytes()).isEqualTo(51);
    assertThat(shape.compulsoryBytes()).isEqualTo(86);
    assertThat(shape.convertedBytes()).isEqualTo(63);
    assertThat(shape(3, 5, 7, DataType.BF16).convertedBytes()).isZero();
    assertThatThrownBy(() -> shape(0, 5, 7, DataType.FP8))
        .hasMessage("gemm: m, n and k must be at least 1, were 0, 5, 7");
  }

  @Test
  void coldWeightsAreSlower() {
    GemmTime time = new GemmTime(H100, layers(false));
    GemmShape shape = shape(1, 4096, 4096, DataType.BF16);
    double warm = time.seconds(shape, 0);
    assertThat(time.seconds(shape, Double.POSITIVE_INFINITY)).isGreaterThan(warm);
    assertThat(time.seconds(shape, 1e13)).isEqualTo(time.seconds(shape, Double.POSITIVE_INFINITY));
  }

  @Test
  void builtInLayersKeepTheBoundAndGrowWithTheirRows() {
    int seen = 0;
    for (String name : List.of("a100-80gb-sxm", "h100-sxm", "b200-sxm-hgx", "l40s", "h20")) {
      DeviceProfile device = ProfileCatalog.builtIn().find(name);
      for (KernelProfile kernel : device.kernels()) {
        if (kernel.gemm().isEmpty()) {
          continue;
        }
        seen++;
        GemmTime time = new GemmTime(device, kernel.gemm().orElseThrow());
        DataType type =
            DataType.ofKey(kernel.name().substring(kernel.name().lastIndexOf('.') + 1))
                .orElseThrow();
        for (long columns : new long[] {1, 100, 3_333, 200_000}) {
          for (long depth : new long[] {1, 77, 5_000, 100_000}) {
            double before = 0;
            for (long rows : new long[] {1, 16, 200, 4_096, 100_000}) {
              GemmShape shape = shape(rows, columns, depth, type);
              double seconds = time.seconds(shape);
              assertThat(seconds).isGreaterThanOrEqualTo(time.lowerBoundSeconds(shape));
              assertThat(seconds).isGreaterThanOrEqualTo(before);
              before = seconds;
            }
          }
        }
      }
    }
    assertThat(seen).isEqualTo(10);
  }
}
