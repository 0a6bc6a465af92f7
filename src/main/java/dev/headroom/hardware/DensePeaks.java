package dev.headroom.hardware;

import dev.headroom.document.MappingReader;
import dev.headroom.document.Scalar;
import dev.headroom.document.Unit;
import dev.headroom.workload.DataType;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads peaks and refuses those with structured sparsity, which vendors like to print first: a peak
 * that says so itself, and one that is more than twice that of the type of twice the width.
 *
 * <p>A ratio above two can be real; {@code dense: true} on the number then says that somebody
 * looked.
 */
final class DensePeaks {
  /** Twice, with room for figures rounded to three digits. */
  private static final double HIGHEST_RATIO = 2.1;

  private static final Pattern SPARSE =
      Pattern.compile("(?<!without |no |not |non-)\\bspars(e|ity)\\b", Pattern.CASE_INSENSITIVE);

  private final Map<DataType, Peak> peaks = new EnumMap<>(DataType.class);

  /** A peak with its form for faults, and whether somebody affirmed that it is dense. */
  private record Peak(Sourced number, MappingReader form, boolean affirmed) {}

  /** Reads the peak of a type from its open form; empty if it is a sparse one. */
  Optional<Sourced> read(MappingReader form, DataType type, Unit unit, SourcedReader numbers) {
    boolean dense = form.optionalFlag("dense").orElse(false);
    boolean sparse = form.optionalFlag("sparse").orElse(false);
    if (sparse || saysSparse(text(form, "value"))) {
      fault(
          form,
          "is a peak with sparsity, "
              + text(form, "value")
              + "; write the dense peak, usually half of it");
      form.ignore("source");
      return Optional.empty();
    }
    Sourced number = numbers.quantity(form, unit);
    String source = text(form, "source") + " " + number.source().describe();
    if (saysSparse(source) && !dense) {
      form.fault(
          "source",
          "speaks of sparsity; write the dense peak, usually half, or add dense: true if it is");
    }
    peaks.put(type, new Peak(number, form, dense));
    return Optional.of(number);
  }

  /** Compares each type with the one of twice its width, once all are read. */
  void checkRatios() {
    peaks.forEach(
        (type, peak) -> {
          Optional<Map.Entry<DataType, Peak>> wider = wider(type);
          if (wider.isPresent() && !peak.affirmed()) {
            checkRatio(peak, wider.get().getKey(), wider.get().getValue());
          }
        });
  }

  private static void checkRatio(Peak peak, DataType widerType, Peak wider) {
    double ratio = peak.number().value() / wider.number().value();
    if (ratio > HIGHEST_RATIO) {
      fault(
          peak.form(),
          String.format(
              Locale.ROOT,
              "is %.3g times the peak of %s, was %s; at most twice that is dense;"
                  + " write the peak without sparsity, or add dense: true if it is",
              ratio,
              widerType.key(),
              peak.number().written()));
    }
  }

  /** The type of twice the width with the highest peak; FP32 itself rarely runs on matrix units. */
  private Optional<Map.Entry<DataType, Peak>> wider(DataType type) {
    return peaks.entrySet().stream()
        .filter(entry -> entry.getKey().bits() == 2 * type.bits())
        .filter(entry -> entry.getKey() != DataType.FP32 && entry.getKey() != DataType.FP64)
        .max(Comparator.comparingDouble(entry -> entry.getValue().number().value()));
  }

  private static void fault(MappingReader form, String message) {
    SourcedReader.value(form).ifPresent(value -> value.fault(message));
  }

  private static String text(MappingReader form, String key) {
    return form.node().get(key).map(node -> node instanceof Scalar s ? s.text() : "").orElse("");
  }

  private static boolean saysSparse(String text) {
    return SPARSE.matcher(text).find();
  }
}
