package dev.headroom.peers;

/** A product's operands, {@code x} as {@code [rows][inputs]} and {@code W} as {@code [inputs][outputs]}. */
record ProductInputs(ProductShape shape, float[] x, float[] w) {
  static ProductInputs of(ProductShape shape) {
    return new ProductInputs(
        shape,
        Numbers.array(4, shape.rows() * shape.inputs(), 1),
        Numbers.array(5, shape.inputs() * shape.outputs(), 1));
  }
}
