package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The profiles say what the sources say: facts typed a second time, by hand, so that a slip of
 * either hand shows.
 */
class DeviceFactsTest {
  private static final double GIB = 1L << 30;
  private static final Path FACTS = Path.of("src/test/resources/dev/headroom/hardware/facts.csv");

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "facts.csv")
  void holdsTheFacts(
      String name, String type, double teraflop, double gigabytes, double gibibytes) {
    DeviceProfile profile = ProfileCatalog.builtIn().find(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.peakFlopPerSecond(DataType.ofKey(type).orElseThrow()).orElseThrow())
        .isCloseTo(teraflop * 1e12, within(1.0));
    assertThat(profile.bandwidthBytesPerSecond()).isCloseTo(gigabytes * 1e9, within(1.0));
    // Capacities that a driver reports in MiB are typed with one decimal.
    assertThat(profile.capacityBytes()).isCloseTo(gibibytes * GIB, within(0.05 * GIB));
  }

  @Test
  void noProfileIsLeftOut() throws IOException {
    List<String> typed =
        Files.readAllLines(FACTS, StandardCharsets.UTF_8).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
    assertThat(ProfileCatalog.builtIn().names())
        .extracting(ProfileName::name)
        .containsExactlyInAnyOrderElementsOf(typed);
  }

  /** The last-level cache earns a credit in the lower bound: too large a one would break it. */
  @ParameterizedTest
  @CsvSource({
    "tpu-v2, 0",
    "tpu-v3, 0",
    "tpu-v4, 128",
    "tpu-v5e, 128",
    "tpu-v5p, 0",
    "tpu-v6e-trillium, 128",
    "tpu7x-ironwood, 0",
    "v100, 6",
    "t4, 4",
    "a10, 6",
    "a30, 24",
    "a100, 40",
    "a100-40gb, 40",
    "h100, 50",
    "h200, 50",
    "h20, 60",
    "b200, 126",
    "gb300, 126",
    "l4, 48",
    "l40s, 96",
    "rtx-4090, 72",
    "rtx-pro-6000-blackwell-server, 128",
    "mi210, 8",
    "mi250x, 16",
    "mi300x, 256",
    "mi355x, 256",
    "gaudi-3, 96",
    "b60, 18",
    "epyc-9654, 384",
    "xeon-platinum-8380, 60",
    "xeon-gold-6430, 60",
    "graviton3, 32",
    "m2-ultra, 96",
  })
  void knowsTheLastLevelCache(String name, long mebibytes) {
    assertThat(ProfileCatalog.builtIn().find(name).lastLevelCacheBytes())
        .isEqualTo(mebibytes * 1048576.0);
  }

  /** Peaks in other types, where other tables are wrong or a rule of thumb does not hold. */
  @ParameterizedTest
  @CsvSource({
    "a100, int8, 624",
    "h100, fp8, 1979",
    "h100-nvl, fp8, 1671",
    "rtx-4090, fp8, 330.3",
    "rtx-4090, int8, 660.6",
    "l4, int8, 242.5",
    "mi210, int8, 181",
    "mi250x, int8, 383",
    "mi300x, fp8, 2614.9",
    "mi355x, fp4, 10066",
    "b200, fp4, 9000",
    "b300, int8, 153.5",
    "b300, fp4, 14000",
    "gb300, int8, 165",
    "gb300, fp4, 15000",
    "gaudi-3, fp8, 1835",
    "tpu-v6e-trillium, int8, 1836",
    "tpu7x-ironwood, fp8, 4614",
    "v100, int8, 62.8",
    "v100, fp32, 15.7",
    "epyc-9654, fp32, 7.4",
    "xeon-platinum-8480, int8, 459",
    "xeon-gold-6430, fp32, 4.3",
    "graviton4, int8, 68.8",
  })
  void knowsOtherTypes(String name, String type, double tera) {
    assertThat(
            ProfileCatalog.builtIn()
                .find(name)
                .peakFlopPerSecond(DataType.ofKey(type).orElseThrow())
                .orElseThrow())
        .isCloseTo(tera * 1e12, within(1.0));
  }

  /** The names under which the published measurements name their systems. */
  @ParameterizedTest
  @CsvSource({
    "a100_sxm, a100-80gb-sxm",
    "h100_sxm, h100-sxm",
    "h200_sxm, h200-sxm",
    "b200_sxm, b200-sxm-hgx",
    "b300_sxm, b300-sxm",
    "gb200, gb200-per-gpu-nvl72",
    "gb300, gb300-per-gpu-nvl72",
    "l40s, l40s",
    "h20, h20",
    "h800, h800-sxm",
    "rtx_4090, rtx-4090",
    "rtx_pro_6000_server, rtx-pro-6000-blackwell-server",
    "rtx_a6000, rtx-a6000",
    "a30, a30",
    "b60, arc-pro-b60",
    "tpu_v6e, tpu-v6e-trillium",
  })
  void answersToTheNamesOfMeasurements(String system, String name) {
    assertThat(ProfileCatalog.builtIn().find(system).name()).isEqualTo(name);
  }
}
