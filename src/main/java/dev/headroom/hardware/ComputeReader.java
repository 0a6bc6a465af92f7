package dev.headroom.hardware;

import dev.headroom.document.Mapping;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Nearest;
import dev.headroom.document.Unit;
import dev.headroom.document.ValueReader;
import dev.headroom.workload.DataType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code compute} part of a profile. */
final class ComputeReader {
  private static final long MAX_UNITS = 1_000_000;
  private static final List<String> TYPES =
      Arrays.stream(DataType.values()).map(DataType::key).toList();

  private final MappingReader compute;
  private final SourcedReader numbers;
  private String unitName = "unit";

  ComputeReader(MappingReader compute, SourcedReader numbers) {
    this.compute = compute;
    this.numbers = numbers;
  }

  Compute read() {
    Sourced units = numbers.required(compute, "units", this::units);
    Optional<Sourced> clock = numbers.optionalQuantity(compute, "clock", Unit.HERTZ);
    Map<DataType, Sourced> matrix = peaks("matrix");
    Optional<Sourced> engines =
        numbers.optional(compute, "matrix_units", form -> numbers.count(form, MAX_UNITS));
    Optional<MatrixTile> tile =
        compute
            .value("matrix_tile")
            .flatMap(value -> numbers.form(compute, value))
            .flatMap(this::tile);
    ReachedRates reached =
        new ReachedRates(
            numbers.optional(compute, "matrix_efficiency", numbers::fraction),
            numbers.optionalQuantity(compute, "few_row_rate", Unit.BYTES_PER_SECOND),
            numbers.optional(compute, "memory_efficiency", numbers::fraction));
    Map<DataType, Sourced> vector = peaks("vector");
    if (isEmpty("matrix") && isEmpty("vector")) {
      compute.fault("needs a peak under matrix or vector");
    }
    if (matrix.isEmpty() && vector.isEmpty()) {
      // Whatever made them empty is noted; with a stand-in the rest of the file is read too.
      vector.put(DataType.FP32, units);
    }
    Optional<Sourced> exponentials =
        numbers.optionalQuantity(compute, "exponentials", Unit.EXPONENTIALS_PER_SECOND);
    return new Compute(
        units,
        unitName,
        clock,
        new MatrixEngine(matrix, engines, tile, reached),
        vector,
        exponentials);
  }

  private Sourced units(MappingReader form) {
    unitName = form.text("name");
    return numbers.count(form, MAX_UNITS);
  }

  private boolean isEmpty(String key) {
    return compute
        .value(key)
        .map(value -> value.node() instanceof Mapping mapping && mapping.entries().isEmpty())
        .orElse(true);
  }

  private Map<DataType, Sourced> peaks(String key) {
    Map<DataType, Sourced> peaks = new EnumMap<>(DataType.class);
    Optional<MappingReader> section = compute.optionalMapping(key);
    if (section.isEmpty()) {
      return peaks;
    }
    DensePeaks dense = new DensePeaks();
    section
        .get()
        .values()
        .forEach(
            (name, value) -> {
              Optional<DataType> type = DataType.ofKey(name);
              if (type.isEmpty()) {
                value.fault(Nearest.unknown("data type", name, TYPES));
              } else {
                peak(section.get(), value, type.get(), dense)
                    .ifPresent(peak -> peaks.put(type.get(), peak));
              }
            });
    dense.checkRatios();
    return peaks;
  }

  private Optional<Sourced> peak(
      MappingReader section, ValueReader value, DataType type, DensePeaks dense) {
    Unit unit = type.isInteger() ? Unit.OPERATIONS_PER_SECOND : Unit.FLOP_PER_SECOND;
    return numbers.form(section, value).flatMap(form -> dense.read(form, type, unit, numbers));
  }

  private Optional<MatrixTile> tile(MappingReader form) {
    Source source = numbers.source(form);
    List<ValueReader> sides = SourcedReader.value(form).map(ValueReader::items).orElse(List.of());
    if (sides.size() != 3) {
      SourcedReader.value(form)
          .ifPresent(v -> v.fault("must be [rows, columns, depth] such as [64, 8, 16]"));
      return Optional.empty();
    }
    List<Sourced> read =
        sides.stream()
            .map(side -> numbers.count(side.keyPath(), side.integer(1, 65536), source))
            .toList();
    return Optional.of(new MatrixTile(read.get(0), read.get(1), read.get(2)));
  }
}
