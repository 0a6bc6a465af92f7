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

  private static final List<String> PARTS = List.of("decode", "prefill", "mixed", "gemm");
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
              if (PARTS.stream().noneMatch(form::has)) {
                form.fault("needs a part 'decode', 'prefill', 'mixed' or 'gemm'");
              }
              boolean attends = PARTS.subList(0, PARTS.size() - 1).stream().anyMatch(form::has);
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
                      form.optionalMapping("prefill").map(KernelsReader::phase),
                      form.optionalMapping("mixed").map(KernelsReader::phase),
                      form.optionalMapping("gemm").map(KernelsReader::gemm)));
            });
    return read;
  }

  private static KernelPhase phase(MappingReader form) {
    KernelStructure structure = structure(form.mapping("structure"));
    Map<KernelParameter, Double> values = values(form, KernelParameter.class);
    return new KernelPhase(structure, values, bands(form), form.text("provenance"));
  }

  private static GemmPhase gemm(MappingReader form) {
    MappingReader structure = form.mapping("structure");
    int smallest = tile(structure, "smallest_tile");
    int largest = tile(structure, "largest_tile");
    if (smallest > largest) {
      structure.fault("largest_tile", "must not be below smallest_tile, was " + largest);
      largest = smallest;
    }
    boolean splits = structure.flag("splits");
    Map<GemmParameter, Double> values = values(form, GemmParameter.class);
    return new GemmPhase(
        new GemmStructure(smallest, largest, splits), values, bands(form), form.text("provenance"));
  }

  private static int tile(MappingReader structure, String key) {
    int size = (int) structure.integer(key, 1, GemmStructure.MOST);
    if (Integer.bitCount(size) != 1) {
      structure.fault(key, "must be a power of two, was " + size);
      return Integer.highestOneBit(size);
    }
    return size;
  }

  private static <P extends Enum<P> & FittedNumber> Map<P, Double> values(
      MappingReader form, Class<P> numbers) {
    MappingReader fitted = form.mapping("fitted");
    Map<P, Double> values = new EnumMap<>(numbers);
    for (P each : numbers.getEnumConstants()) {
      values.put(each, value(fitted, each));
    }
    return values;
  }

  private static double value(MappingReader fitted, FittedNumber parameter) {
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
    if (number > 1 && parameter.isShare()) {
      fitted.fault(parameter.key(), "is a share: must be at most 1, was " + number);
    }
    return number;
  }

  private static ErrorBands bands(MappingReader form) {
    ErrorBands.Band all = band(form, "band");
    Map<ErrorBands.Sort, ErrorBands.Band> sorts = new EnumMap<>(ErrorBands.Sort.class);
    Optional<MappingReader> own = form.optionalMapping("bands");
    for (ErrorBands.Sort sort : ErrorBands.Sort.values()) {
      own.filter(bands -> bands.has(sort.key()))
          .ifPresent(bands -> sorts.put(sort, band(bands, sort.key())));
    }
    return new ErrorBands(all, sorts);
  }

  private static ErrorBands.Band band(MappingReader form, String key) {
    List<ValueReader> band = form.items(key);
    double low = band.size() == 2 ? band.get(0).number() : 1;
    double high = band.size() == 2 ? band.get(1).number() : 1;
    if (band.size() != 2 || !(low > 0 && low <= high)) {
      form.fault(key, "must be two factors above 0 in order, such as [0.9, 1.1]");
      return new ErrorBands.Band(1, 1);
    }
    return new ErrorBands.Band(low, high);
  }

  private static KernelStructure structure(MappingReader form) {
    Map<String, KernelStructure.Grouping> groupings = KernelStructure.Grouping.byKey();
    Map<String, KernelStructure.Splitting> splittings = KernelStructure.Splitting.byKey();
    int rows = (int) form.integer("tile_rows", 1, MOST);
    int groupRows =
        form.has("group_tile_rows") ? (int) form.integer("group_tile_rows", 1, MOST) : rows;
    return new KernelStructure(
        new KernelStructure.Tiles(
            rows,
            (int) form.integer("narrow_tile_rows", 1, MOST),
            (int) form.integer("tile_keys", 1, MOST),
            (int) form.integer("narrow_tile_keys", 1, MOST),
            groupRows),
        form.oneOf("grouping", groupings),
        form.oneOf("splitting", splittings),
        (int) form.integer("slots", 1, MOST),
        form.optionalFlag("converts").orElse(false),
        form.optionalOneOf("attention", KernelStructure.Form.byKey())
            .orElse(KernelStructure.Form.GROUPED),
        form.optionalOneOf("products", PRODUCTS).orElse(DataType.BF16));
  }
}
