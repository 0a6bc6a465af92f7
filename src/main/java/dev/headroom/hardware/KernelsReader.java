package dev.headroom.hardware;

import dev.headroom.document.MappingReader;
import dev.headroom.document.Unit;
import dev.headroom.document.ValueReader;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code kernels} part of a profile. */
final class KernelsReader {
  /** The key that borrows the kernels of a relative. */
  static final String FROM = "from";

  private static final int MOST = 1 << 16;

  /** Types in which kernels multiply; FP16 is as fast as BF16. */
  private static final Map<String, DataType> PRODUCTS =
      Map.of("bf16", DataType.BF16, "fp8", DataType.FP8);

  private KernelsReader() {}

  static List<KernelProfile> read(MappingReader kernels) {
    List<KernelProfile> read = new ArrayList<>();
    kernels.optionalText(FROM);
    kernels
        .values()
        .forEach(
            (name, value) -> {
              if (name.equals(FROM)) {
                return;
              }
              MappingReader form = kernels.adopt(value);
              if (!form.has("decode") && !form.has("prefill")) {
                form.fault("needs a part 'decode' or 'prefill'");
              }
              boolean attends = form.has("decode") || form.has("prefill");
              if (attends && KernelProfile.storedType(name).isEmpty()) {
                form.fault(
                    "the kernel's name must end in the type of the keys and values that it reads,"
                        + " such as '"
                        + name
                        + ".bf16'");
              }
              read.add(
                  new KernelProfile(
                      name,
                      form.optionalMapping("decode").map(KernelsReader::phase),
                      form.optionalMapping("prefill").map(KernelsReader::phase)));
            });
    return read;
  }

  private static KernelPhase phase(MappingReader form) {
    KernelStructure structure = structure(form.mapping("structure"));
    MappingReader fitted = form.mapping("fitted");
    Map<KernelParameter, Double> values = new EnumMap<>(KernelParameter.class);
    for (KernelParameter each : KernelParameter.values()) {
      values.put(each, value(fitted, each));
    }
    List<ValueReader> band = form.items("band");
    double low = band.size() == 2 ? band.get(0).number() : 1;
    double high = band.size() == 2 ? band.get(1).number() : 1;
    if (band.size() != 2 || !(low > 0 && low <= high)) {
      form.fault("band", "must be two factors above 0 in order, such as [0.9, 1.1]");
      low = 1;
      high = 1;
    }
    return new KernelPhase(structure, values, low, high, form.text("provenance"));
  }

  private static double value(MappingReader fitted, KernelParameter parameter) {
    Optional<ValueReader> value = fitted.required(parameter.key());
    if (value.isEmpty()) {
      return parameter.start();
    }
    double number =
        parameter.isTime() ? value.get().quantity(Unit.SECONDS).value() : value.get().number();
    if (!(number > 0)) {
      fitted.fault(parameter.key(), "must be > 0, was " + number);
      return parameter.start();
    }
    if (parameter.highest() == 1 && number > 1 && isShare(parameter)) {
      fitted.fault(parameter.key(), "is a share: must be at most 1, was " + number);
    }
    return number;
  }

  private static boolean isShare(KernelParameter parameter) {
    return parameter == KernelParameter.MEMORY || parameter == KernelParameter.MATRIX;
  }

  private static KernelStructure structure(MappingReader form) {
    Map<String, KernelStructure.Grouping> groupings = KernelStructure.Grouping.byKey();
    Map<String, KernelStructure.Splitting> splittings = KernelStructure.Splitting.byKey();
    return new KernelStructure(
        (int) form.integer("tile_rows", 1, MOST),
        (int) form.integer("tile_keys", 1, MOST),
        (int) form.integer("narrow_tile_keys", 1, MOST),
        form.oneOf("grouping", groupings),
        form.oneOf("splitting", splittings),
        (int) form.integer("slots", 1, MOST),
        form.optionalOneOf("attention", KernelStructure.Form.byKey())
            .orElse(KernelStructure.Form.GROUPED),
        form.optionalOneOf("products", PRODUCTS).orElse(DataType.BF16));
  }
}
