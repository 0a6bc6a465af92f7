package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels of a profile: written, read back, borrowed, refused. */
class KernelsReaderTest {
  private static final String HEAD =
      "schema_version: 1\nname: mine\nextends: h100-sxm\ntitle: mine\n";

  @TempDir private Path folder;

  private DeviceProfile read(String kernels) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), HEAD + kernels);
    return ProfileCatalog.builtIn().find(file.toString());
  }

  private static KernelPhase phase() {
    Map<KernelParameter, Double> values = new EnumMap<>(KernelParameter.class);
    for (KernelParameter each : KernelParameter.values()) {
      values.put(each, each.isTime() ? 2.5e-6 : 0.75);
    }
    KernelStructure structure =
        new KernelStructure(
            64, 128, 256, KernelStructure.Grouping.SWAPPED, KernelStructure.Splitting.EFFICIENT, 2);
    return new KernelPhase(structure, values, 0.5, 1.25, "invented");
  }

  @Test
  void readsWhatIsWritten() throws IOException {
    KernelProfile kernel = KernelProfile.named("a.b.bf16").with(true, phase());
    DeviceProfile mine = read(KernelsText.of(List.of(kernel)));
    KernelPhase back = mine.kernel("a.b.bf16").orElseThrow().decode().orElseThrow();
    assertThat(back.structure()).isEqualTo(phase().structure());
    assertThat(back.get(KernelParameter.LAUNCH)).isEqualTo(2.5e-6);
    assertThat(back.get(KernelParameter.MEMORY)).isEqualTo(0.75);
    assertThat(back.lowFactor()).isEqualTo(0.5);
    assertThat(back.highFactor()).isEqualTo(1.25);
    assertThat(back.provenance()).isEqualTo("invented");
    KernelPhase latent = phase().serving(KernelStructure.Form.ABSORBED, DataType.FP8);
    DeviceProfile other =
        read(KernelsText.of(List.of(KernelProfile.named("a.b.fp8").with(false, latent))));
    assertThat(other.kernel("a.b.fp8").orElseThrow().prefill().orElseThrow().structure())
        .isEqualTo(latent.structure());
    assertThat(mine.kernel("a.b.bf16").orElseThrow().prefill()).isEmpty();
    KernelStructure tall = phase().structure().withGroupRows(128);
    KernelPhase own = new KernelPhase(tall, phase().values(), 0.5, 1.25, "invented");
    DeviceProfile third =
        read(KernelsText.of(List.of(KernelProfile.named("k.bf16").with(true, own))));
    assertThat(third.kernel("k.bf16").orElseThrow().decode().orElseThrow().structure())
        .isEqualTo(tall);
  }

  @Test
  void readsTheBandsOfSortsOfCalls() throws IOException {
    ErrorBands bands =
        new ErrorBands(
            new ErrorBands.Band(0.5, 1.25),
            Map.of(
                ErrorBands.Sort.TO_15US, new ErrorBands.Band(0.9, 1.1),
                ErrorBands.Sort.WINDOWED, new ErrorBands.Band(0.75, 1)));
    KernelProfile kernel = KernelProfile.named("k.bf16").with(true, phase().withBands(bands));
    String text = KernelsText.of(List.of(kernel));
    assertThat(text)
        .contains(
            """
            band: [0.5000, 1.2500]
                  bands: {to_15us: [0.9000, 1.1000], windowed: [0.7500, 1.0000]}
            """);
    ErrorBands back = read(text).kernel("k.bf16").orElseThrow().decode().orElseThrow().bands();
    assertThat(back).isEqualTo(bands);
    assertThat(back.band(14.9e-6, false).low()).isEqualTo(0.9);
    assertThat(back.band(15e-6, false)).isEqualTo(back.all());
    assertThat(back.band(1, true).low()).isEqualTo(0.75);
    // Borrowed, all of them are twice as wide on a logarithmic scale.
    ErrorBands twice = phase().withBands(bands).transferredFrom("x").bands();
    assertThat(twice.band(1e-6, false).low()).isEqualTo(0.9 * 0.9);
    assertThat(twice.band(1, false).high()).isEqualTo(1.25 * 1.25);
  }

  @Test
  void aBandOutOfOrderIsNamed() {
    String text =
        KernelsText.of(List.of(KernelProfile.named("k.bf16").with(true, phase())))
            .replace("band: [0.5000, 1.2500]", "band: [0.5, 1.25]\n      bands: {longer: [2, 1]}");
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("bands.longer: must be two factors above 0 in order");
  }

  @Test
  void namesOfATableAreOnlyNames() throws IOException {
    String name = "a: {b} # \"c\\.bf16";
    KernelProfile kernel = KernelProfile.named(name).with(true, phase().withProvenance(name));
    DeviceProfile h100 = ProfileCatalog.builtIn().find("h100-sxm");
    Path file = folder.resolve("fitted.yaml");
    Files.writeString(file, KernelsText.profile("fitted", h100, List.of(kernel)));
    KernelPhase back =
        ProfileCatalog.builtIn()
            .find(file.toString())
            .kernel(name)
            .orElseThrow()
            .decode()
            .orElseThrow();
    assertThat(back.provenance()).isEqualTo(name);
  }

  @Test
  void anExtendingProfileHasNoKernelsUnlessItBorrowsThem() throws IOException {
    assertThat(read("").kernels()).isEmpty();
    KernelPhase borrowed =
        read("kernels: {from: h100-sxm}\n")
            .kernel("sglang.fa3.bf16")
            .orElseThrow()
            .decode()
            .orElseThrow();
    KernelPhase own =
        ProfileCatalog.builtIn()
            .find("h100-sxm")
            .kernel("sglang.fa3.bf16")
            .orElseThrow()
            .decode()
            .orElseThrow();
    assertThat(borrowed.provenance()).startsWith("transferred from h100-sxm: fitted on ");
    assertThat(borrowed.values()).isEqualTo(own.values());
    // Twice as wide on a logarithmic scale.
    assertThat(borrowed.lowFactor()).isEqualTo(own.lowFactor() * own.lowFactor());
    assertThat(borrowed.highFactor()).isEqualTo(own.highFactor() * own.highFactor());
  }

  @Test
  void namesEveryFault() {
    String text =
        KernelsText.of(List.of(KernelProfile.named("k").with(true, phase())))
            .replace("swapped", "swopped")
            .replace("memory: 0.7500", "memory: 1.5")
            .replace("launch: 2.500000 us", "launch: 2.5")
            .replace("[0.5000, 1.2500]", "[2, 1]");
    assertThatThrownBy(() -> read(text + "  empty: {}\n"))
        .hasMessageContaining("kernels.k.decode.structure.grouping")
        .hasMessageContaining("did you mean 'swapped'")
        .hasMessageContaining("kernels.k.decode.fitted.memory: is a share: must be at most 1")
        .hasMessageContaining("kernels.k.decode.fitted.launch")
        .hasMessageContaining("kernels.k.decode.band: must be two factors")
        .hasMessageContaining("kernels.k: the kernel's name must end in the type of the keys")
        .hasMessageContaining("kernels.empty: needs a part 'decode', 'prefill', 'mixed' or 'gemm'");
  }

  /** Two results with one fingerprint stand on the same kernels. */
  @Test
  void theFingerprintCoversKernels() throws IOException {
    String text =
        KernelsText.of(List.of(KernelProfile.named("a.b.bf16").with(true, phase()).with(layers())));
    String fingerprint = read(text).fingerprint();
    assertThat(read(text).fingerprint()).isEqualTo(fingerprint);
    for (String change :
        List.of(
            "launch: 2.500000 us>launch: 2.500001 us",
            "slots: 2>slots: 3",
            "narrow_tile_rows: 64>narrow_tile_rows: 65",
            "slots: 2>slots: 2, converts: true",
            "slots: 2>slots: 2, group_tile_rows: 128",
            "splits: true>splits: false",
            "partial: 0.7500>partial: 0.7501",
            "slots: 2>slots: 2, attention: absorbed",
            "slots: 2>slots: 2, products: fp8",
            "[0.5000, 1.2500]>[0.5000, 1.2501]",
            "invented>measured",
            "a.b.bf16>a.c.bf16",
            "decode:>prefill:")) {
      String[] parts = change.split(">", 2);
      assertThat(text).contains(parts[0]);
      assertThat(read(text.replace(parts[0], parts[1])).fingerprint())
          .as(change)
          .isNotEqualTo(fingerprint);
    }
  }

  @Test
  void anUnknownRelativeIsNamed() {
    assertThatThrownBy(() -> read("kernels: {from: h101-sxm}\n"))
        .hasMessageContaining("kernels.from: unknown device 'h101-sxm'; did you mean 'h100-sxm'?");
  }

  private static GemmPhase layers() {
    Map<GemmParameter, Double> values = new EnumMap<>(GemmParameter.class);
    for (GemmParameter each : GemmParameter.values()) {
      values.put(each, each.isTime() ? 2.5e-6 : 0.75);
    }
    return new GemmPhase(new GemmStructure(16, 256, true), values, 0.5, 1.25, "invented");
  }

  @Test
  void linearLayersAreReadAsWritten() throws IOException {
    KernelProfile kernel = KernelProfile.named("a.b.fp8").with(layers());
    DeviceProfile mine = read(KernelsText.of(List.of(kernel)));
    assertThat(mine.kernels()).containsExactly(kernel);
  }

  @Test
  void namesEveryFaultOfLinearLayers() {
    String text =
        KernelsText.of(List.of(KernelProfile.named("k").with(layers())))
            .replace("smallest_tile: 16", "smallest_tile: 17")
            .replace("largest_tile: 256", "largest_tile: 8")
            .replace("matrix: 0.7500", "matrix: 1.5")
            .replace("store", "storr");
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining(
            "kernels.k.gemm.structure.smallest_tile: must be a power of two, was 17")
        .hasMessageContaining("largest_tile: must not be below smallest_tile, was 8")
        .hasMessageContaining("kernels.k.gemm.fitted.matrix: is a share: must be at most 1")
        .hasMessageContaining("unknown key 'storr'; did you mean 'store'?")
        .hasMessageContaining("missing key 'store'");
    assertThatThrownBy(() -> new GemmStructure(12, 256, true))
        .hasMessageContaining("must be powers of two up to 1024 in order, were 12 and 256");
  }
}
