package dev.headroom.hardware;

import java.util.stream.Stream;

/**
 * The smallest product that the matrix hardware computes at full rate: one instruction, or one pass
 * of a systolic array.
 *
 * @param rows of the left operand and of the result
 * @param columns of the right operand and of the result
 * @param depth summed over
 */
public record MatrixTile(Sourced rows, Sourced columns, Sourced depth) {
  /** Its numbers. */
  Stream<Sourced> numbers() {
    return Stream.of(rows, columns, depth);
  }
}
