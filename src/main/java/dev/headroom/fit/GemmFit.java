package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ErrorBands;
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

  private final DeviceProfile device;
  private final List<GemmStructure> structures;
  private final List<GemmParameter> free;
  private final Consumer<String> progress;

  /**
   * A fit for a device.
   *
   * @param progress told in words what is being done
   */
  GemmFit(DeviceProfile device, Consumer<String> progress) {
    this(device, STRUCTURES, PARAMETERS, progress);
  }

  private GemmFit(
      DeviceProfile device,
      List<GemmStructure> structures,
      List<GemmParameter> free,
      Consumer<String> progress) {
    this.device = device;
    this.structures = structures;
    this.free = free;
    this.progress = progress;
  }

  /** The same fit of one structure and without a term of the model. */
  GemmFit without(String term, GemmStructure structure) {
    List<GemmParameter> left =
        PARAMETERS.stream().filter(number -> !number.term().equals(term)).toList();
    return new GemmFit(device, List.of(structure), left, progress);
  }

  /**
   * The best fit of these rows, its provenance left empty.
   *
   * @param rows of one kernel and data type, at least as many as fitted numbers
   * @throws IllegalArgumentException if there are too few rows
   */
  GemmPhase fit(List<Timed<GemmShape>> rows) {
    return banded(unbanded(rows), rows);
  }

  /** The same with the band of a perfect model, which takes less time. */
  GemmPhase unbanded(List<Timed<GemmShape>> rows) {
    StructuredFit.Best<GemmStructure> best = numbers().fit(structures, rows);
    return kernel(best.structure(), best.values(), ErrorBands.of(1, 1));
  }

  /** The same fit with its bands made anew from these rows. */
  GemmPhase banded(GemmPhase known, List<Timed<GemmShape>> rows) {
    List<Double> values = free.stream().map(known::get).toList();
    return known.withBands(numbers().bands(known.structure(), values, rows));
  }

  private StructuredFit<GemmStructure, GemmShape> numbers() {
    return new StructuredFit<>(
        free,
        (structure, values) -> new GemmTime(device, kernel(structure, values, ErrorBands.of(1, 1))),
        progress);
  }

  private GemmPhase kernel(GemmStructure structure, List<Double> values, ErrorBands bands) {
    Map<GemmParameter, Double> byNumber = new EnumMap<>(GemmParameter.class);
    PARAMETERS.forEach(number -> byNumber.put(number, number.neutral()));
    for (int k = 0; k < values.size(); k++) {
      byNumber.put(free.get(k), values.get(k));
    }
    return new GemmPhase(structure, byNumber, bands, "");
  }
}
