package dev.headroom.hardware;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What programs reach of the matrix hardware, as seen on real runs: a peak is what they do not.
 *
 * @param matrixEfficiency part of the dense peak that large products reach, above 0 and at most 1
 * @param fewRowRate bytes of cached keys and values per second that products with one row take, and
 *     every further row as many again, up to the bandwidth; for programs that lay such products out
 *     as ordinary batched products
 * @param memoryEfficiency part of the memory's bandwidth at which programs stream, above 0 and at
 *     most 1
 */
public record ReachedRates(
    Optional<Sourced> matrixEfficiency,
    Optional<Sourced> fewRowRate,
    Optional<Sourced> memoryEfficiency) {
  /** Nothing is known. */
  public static final ReachedRates UNKNOWN =
      new ReachedRates(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with every number changed. */
  ReachedRates map(UnaryOperator<Sourced> change) {
    return new ReachedRates(
        matrixEfficiency.map(change), fewRowRate.map(change), memoryEfficiency.map(change));
  }

  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.of(matrixEfficiency, fewRowRate, memoryEfficiency).flatMap(Optional::stream);
  }
}
