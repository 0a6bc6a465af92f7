package dev.headroom.cost;

import java.util.List;

/**
 * Operators that run together, and how many times: the layers of one kind, or what stands before or
 * behind them.
 *
 * @param name in words, as {@code decoder layers}
 * @param repeats identical layers
 * @param operators of one of them, in order
 */
public record OperatorGroup(String name, int repeats, List<Operator> operators) {
  /** Copies the list. */
  public OperatorGroup {
    operators = List.copyOf(operators);
  }

  /** The same passed by so many groups of sequences, one after another. */
  OperatorGroup times(int groups) {
    return groups == 1 ? this : new OperatorGroup(name, repeats * groups, operators);
  }
}
