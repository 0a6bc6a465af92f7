package dev.headroom.cost;

/**
 * Work by class.
 *
 * @param matmulFlop matrix products as scheduled; a multiply-add is 2 FLOP
 * @param requiredMatmulFlop the part of them that no schedule can avoid
 * @param vectorFlop elementwise work
 * @param exponentials exponentials of the softmax
 */
public record Work(
    double matmulFlop, double requiredMatmulFlop, double vectorFlop, double exponentials) {
  /** No work. */
  public static final Work NONE = new Work(0, 0, 0, 0);

  /** This and {@code times} of the other. */
  public Work plus(Work other, double times) {
    return new Work(
        matmulFlop + other.matmulFlop * times,
        requiredMatmulFlop + other.requiredMatmulFlop * times,
        vectorFlop + other.vectorFlop * times,
        exponentials + other.exponentials * times);
  }
}
