package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ErrorBands;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.timing.Call;
import dev.headroom.timing.CallTime;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.timing.MixedShape;
import dev.headroom.timing.MixedTime;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Fits the time model of attention kernels.
 *
 * @param <C> the kind of call
 */
final class KernelFit<C extends Call> {
  private static final List<KernelParameter> PARAMETERS = List.of(KernelParameter.values());

  private final List<KernelStructure> structures;
  private final List<KernelParameter> free;
  private final Function<KernelPhase, CallTime<C>> time;
  private final Consumer<String> progress;

  private KernelFit(
      List<KernelStructure> structures,
      List<KernelParameter> free,
      Function<KernelPhase, CallTime<C>> time,
      Consumer<String> progress) {
    this.structures = structures;
    this.free = free;
    this.time = time;
    this.progress = progress;
  }

  /** The same fit of one structure and without a term of the model. */
  KernelFit<C> without(String term, KernelStructure structure) {
    List<KernelParameter> left =
        PARAMETERS.stream().filter(number -> !number.term().equals(term)).toList();
    return new KernelFit<>(List.of(structure), left, time, progress);
  }

  /**
   * A fit for a device.
   *
   * @param decodes whether the rows are of the decode phase
   * @param kvType in which keys and values are stored
   * @param progress told in words what is being done
   */
  static KernelFit<KernelShape> of(
      DeviceProfile device, boolean decodes, DataType kvType, Consumer<String> progress) {
    List<KernelStructure> structures = new ArrayList<>(structures(decodes));
    if (decodes && kvType.bits() < 16) {
      structures(true).forEach(structure -> structures.add(structure.converting()));
    }
    return new KernelFit<>(
        structures, PARAMETERS, kernel -> new KernelTime(device, kernel, decodes), progress);
  }

  /** A fit of mixed calls. */
  static KernelFit<MixedShape> ofMixed(DeviceProfile device, Consumer<String> progress) {
    // What swaps heads does so for calls of one-token sequences alone.
    List<KernelStructure> structures =
        structures(false).stream()
            .filter(s -> s.grouping() != KernelStructure.Grouping.SWAPPED)
            .filter(s -> s.splitting() == KernelStructure.Splitting.NONE)
            .toList();
    return new KernelFit<>(
        structures, PARAMETERS, kernel -> new MixedTime(device, kernel), progress);
  }

  /** The structures that are tried. */
  static List<KernelStructure> structures(boolean decodes) {
    List<KernelStructure> all = new ArrayList<>();
    if (decodes) {
      for (int rows : new int[] {16, 64, 128}) {
        all.add(packed(rows, 128, KernelStructure.Splitting.FILL, 1));
        all.add(packed(rows, 128, KernelStructure.Splitting.BALANCED, 1));
      }
      all.add(packed(16, 128, KernelStructure.Splitting.FILL, 1).withGroupRows(64));
      all.add(packed(16, 128, KernelStructure.Splitting.FILL, 1).withGroupRows(128));
      all.add(swapped());
      all.add(packed(64, 64, KernelStructure.Splitting.EFFICIENT, 2));
      return all;
    }
    for (int rows : new int[] {64, 128, 256}) {
      for (KernelStructure.Grouping grouping :
          List.of(KernelStructure.Grouping.PACKED, KernelStructure.Grouping.APART)) {
        all.add(
            new KernelStructure(
                rows, rows == 128 ? 64 : 128, 128, grouping, KernelStructure.Splitting.NONE, 1));
      }
    }
    all.add(packed(128, 128, KernelStructure.Splitting.NONE, 1));
    all.add(packed(64, 128, KernelStructure.Splitting.EFFICIENT, 1));
    all.add(packed(128, 128, KernelStructure.Splitting.EFFICIENT, 1));
    all.add(packed(128, 128, KernelStructure.Splitting.EFFICIENT, 1).withNarrowRows(192));
    all.add(swapped());
    return all;
  }

  private static KernelStructure packed(
      int rows, int keys, KernelStructure.Splitting splitting, int slots) {
    return new KernelStructure(rows, keys, keys, KernelStructure.Grouping.PACKED, splitting, slots);
  }

  private static KernelStructure swapped() {
    return new KernelStructure(
        64, 128, 256, KernelStructure.Grouping.SWAPPED, KernelStructure.Splitting.EFFICIENT, 2);
  }

  /**
   * The best fit of these rows, its provenance left empty.
   *
   * @param rows of one kernel and phase, at least as many as fitted numbers
   * @throws IllegalArgumentException if there are too few rows
   */
  KernelPhase fit(List<Timed<C>> rows) {
    return banded(unbanded(rows), rows);
  }

  /** The same with the band of a perfect model, which takes less time. */
  KernelPhase unbanded(List<Timed<C>> rows) {
    StructuredFit.Best<KernelStructure> best = numbers().fit(structures, rows);
    return kernel(best.structure(), best.values(), ErrorBands.of(1, 1));
  }

  /** The same fit with its bands made anew from these rows. */
  KernelPhase banded(KernelPhase known, List<Timed<C>> rows) {
    List<Double> values = free.stream().map(known::get).toList();
    return known.withBands(numbers().bands(known.structure(), values, rows));
  }

  private StructuredFit<KernelStructure, C> numbers() {
    return new StructuredFit<>(
        free,
        (structure, values) -> time.apply(kernel(structure, values, ErrorBands.of(1, 1))),
        progress);
  }

  private KernelPhase kernel(KernelStructure structure, List<Double> values, ErrorBands bands) {
    Map<KernelParameter, Double> byNumber = new EnumMap<>(KernelParameter.class);
    PARAMETERS.forEach(number -> byNumber.put(number, number.neutral()));
    for (int k = 0; k < values.size(); k++) {
      byNumber.put(free.get(k), values.get(k));
    }
    return new KernelPhase(structure, byNumber, bands, "");
  }
}
