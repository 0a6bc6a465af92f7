package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What computes.
 *
 * @param units independent units that work is spread over: SMs, TensorCores, CPU cores
 * @param unitName what the vendor calls one
 * @param clock in Hz, under load
 * @param matrix the matrix hardware
 * @param vector dense FLOP per second of the ordinary units, by data type
 * @param exponentials per second of the whole device
 */
public record Compute(
    Sourced units,
    String unitName,
    Optional<Sourced> clock,
    MatrixEngine matrix,
    Map<DataType, Sourced> vector,
    Optional<Sourced> exponentials) {
  /** Copies the map, in the order of the data types; refuses a device that computes nothing. */
  public Compute {
    vector = MatrixEngine.ordered(vector);
    if (vector.isEmpty() && matrix.peaks().isEmpty()) {
      throw new IllegalArgumentException("compute: needs a peak under matrix or vector");
    }
  }

  /** The same with every number but the matrix tile's changed. */
  Compute map(UnaryOperator<Sourced> change) {
    return new Compute(
        change.apply(units),
        unitName,
        clock.map(change),
        matrix.map(change),
        MatrixEngine.map(vector, change),
        exponentials.map(change));
  }

  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.of(
            Stream.of(units),
            clock.stream(),
            matrix.numbers(),
            vector.values().stream(),
            exponentials.stream())
        .flatMap(numbers -> numbers);
  }
}
