package dev.headroom.hardware;

import dev.headroom.document.YamlText;
import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the {@code kernels} part of a profile, as its reader takes it. */
public final class KernelsText {
  private KernelsText() {}

  /**
   * A profile that is a device with these kernels, which its own ones do not join.
   *
   * @param name the new profile's
   */
  public static String profile(String name, DeviceProfile device, List<KernelProfile> kernels) {
    return "schema_version: 1\nname: "
        + YamlText.quoted(name)
        + "\nextends: "
        + device.name()
        + "\ntitle: "
        + YamlText.quoted(device.identity().title() + ", fitted kernels")
        + '\n'
        + of(kernels);
  }

  /** The part, with a line feed at its end. */
  public static String of(List<KernelProfile> kernels) {
    StringBuilder text = new StringBuilder("kernels:\n");
    for (KernelProfile kernel : kernels) {
      text.append("  ").append(YamlText.quoted(kernel.name())).append(":\n");
      kernel.decode().ifPresent(phase -> append(text, "decode", phase));
      kernel.prefill().ifPresent(phase -> append(text, "prefill", phase));
      kernel.mixed().ifPresent(phase -> append(text, "mixed", phase));
      kernel.gemm().ifPresent(layers -> append(text, layers));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, KernelPhase phase) {
    KernelStructure structure = phase.structure();
    text.append("    ").append(name).append(":\n");
    text.append(
        String.format(
            Locale.ROOT,
            "      structure: {tile_rows: %d, narrow_tile_rows: %d, tile_keys: %d, narrow_tile_keys: %d,"
                + " grouping: %s, splitting: %s, slots: %d%s}\n",
            structure.tiles().rows(),
            structure.tiles().narrowRows(),
            structure.tiles().keys(),
            structure.tiles().narrowKeys(),
            KernelStructure.key(structure.grouping()),
            KernelStructure.key(structure.splitting()),
            structure.slots(),
            use(structure)));
    appendFit(text, phase.values(), phase.bands(), phase.provenance());
  }

  private static void append(StringBuilder text, GemmPhase layers) {
    GemmStructure structure = layers.structure();
    text.append("    gemm:\n");
    text.append(
        String.format(
            Locale.ROOT,
            "      structure: {smallest_tile: %d, largest_tile: %d, splits: %b}\n",
            structure.smallestTile(),
            structure.largestTile(),
            structure.splits()));
    appendFit(text, layers.values(), layers.bands(), layers.provenance());
  }

  private static void appendFit(
      StringBuilder text,
      Map<? extends FittedNumber, Double> values,
      ErrorBands bands,
      String provenance) {
    text.append("      fitted:\n");
    values.forEach(
        (number, value) -> {
          text.append("        ").append(number.key()).append(": ");
          text.append(
              number.isTime()
                  ? String.format(Locale.ROOT, "%.6f us", value * 1e6)
                  : String.format(Locale.ROOT, "%.4f", value));
          text.append('\n');
        });
    text.append("      band: ").append(text(bands.all())).append('\n');
    String sorts =
        bands.sorts().entrySet().stream()
            .map(each -> each.getKey().key() + ": " + text(each.getValue()))
            .collect(Collectors.joining(", "));
    if (!sorts.isEmpty()) {
      text.append("      bands: {").append(sorts).append("}\n");
    }
    text.append("      provenance: ").append(YamlText.quoted(provenance)).append('\n');
  }

  private static String text(ErrorBands.Band band) {
    return String.format(Locale.ROOT, "[%.4f, %.4f]", band.low(), band.high());
  }

  /** What is not usual of a kernel's use. */
  private static String use(KernelStructure structure) {
    String attention = KernelStructure.key(structure.attention());
    String products = structure.products().key();
    KernelStructure.Tiles tiles = structure.tiles();
    return (tiles.groupRows() == tiles.rows() ? "" : ", group_tile_rows: " + tiles.groupRows())
        + (structure.converts() ? ", converts: true" : "")
        + (structure.attention() == KernelStructure.Form.GROUPED ? "" : ", attention: " + attention)
        + (structure.products() == DataType.BF16 ? "" : ", products: " + products);
  }
}
