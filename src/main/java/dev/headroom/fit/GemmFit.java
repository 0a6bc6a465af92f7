package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.GemmParameter;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.hardware.GemmStructure;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.GemmTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Fits the time model of linear layers. */
final class GemmFit {
  private static final List<GemmParameter> PARAMETERS = List.of(GemmParameter.values());

  /** The structures that are tried. */
  private static final List<GemmStructure> STRUCTURES =
      List.of(
          new GemmStructure(16, 256, true),
          new GemmStructure(16, 256, false),
          new GemmStructure(32, 128, true),
          new GemmStructure(64, 256, true),
          new GemmStructure(64, 256, false));

  private final StructuredFit<GemmStructure, GemmShape> fit;

  /**
   * A fit for a device.
   *
   * @param progress told in words what is being done
   */
  GemmFit(DeviceProfile device, Consumer<String> progress) {
    this.fit =
        new StructuredFit<>(
            PARAMETERS,
            (structure, values) -> new GemmTime(device, kernel(structure, values, 1, 1)),
            progress);
  }

  /**
   * The best fit of these rows, its provenance left empty.
   *
   * @param rows of one kernel and data type, at least as many as fitted numbers
   * @throws IllegalArgumentException if there are too few rows
   */
  GemmPhase fit(List<Timed<GemmShape>> rows) {
    StructuredFit.Best<GemmStructure> best = fit.fit(STRUCTURES, rows);
    return kernel(best.structure(), best.values(), best.low(), best.high());
  }

  private static GemmPhase kernel(
      GemmStructure structure, List<Double> values, double low, double high) {
    Map<GemmParameter, Double> byNumber = new EnumMap<>(GemmParameter.class);
    for (int k = 0; k < values.size(); k++) {
      byNumber.put(PARAMETERS.get(k), values.get(k));
    }
    return new GemmPhase(structure, byNumber, low, high, "");
  }
}
