package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Hardware that multiplies matrices: tensor cores, systolic arrays, AMX. A device without has no
 * peaks here.
 *
 * @param peaks dense FLOP per second of the whole device, by data type
 * @param count engines in the whole device
 * @param tile smallest product at full rate
 * @param reached what programs reach of it
 */
public record MatrixEngine(
    Map<DataType, Sourced> peaks,
    Optional<Sourced> count,
    Optional<MatrixTile> tile,
    ReachedRates reached) {
  /** Copies the map, in the order of the data types. */
  public MatrixEngine {
    peaks = ordered(peaks);
  }

  static Map<DataType, Sourced> ordered(Map<DataType, Sourced> peaks) {
    EnumMap<DataType, Sourced> copy = new EnumMap<>(DataType.class);
    copy.putAll(peaks);
    return Collections.unmodifiableMap(copy);
  }

  /** These rates, each changed. */
  static Map<DataType, Sourced> map(Map<DataType, Sourced> rates, UnaryOperator<Sourced> change) {
    EnumMap<DataType, Sourced> changed = new EnumMap<>(DataType.class);
    rates.forEach((type, rate) -> changed.put(type, change.apply(rate)));
    return changed;
  }

  /** The same with every number but the tile's changed. */
  MatrixEngine map(UnaryOperator<Sourced> change) {
    return new MatrixEngine(map(peaks, change), count.map(change), tile, reached.map(change));
  }

  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.of(
            peaks.values().stream(),
            count.stream(),
            tile.stream().flatMap(MatrixTile::numbers),
            reached.numbers())
        .flatMap(numbers -> numbers);
  }
}
