package dev.headroom.peers;

import java.util.List;

/**
 * A product {@code y = x·W} in single precision.
 *
 * @param rows of x
 * @param outputs columns of W
 * @param inputs rows of W
 */
record ProductShape(int rows, int outputs, int inputs) {
  static List<ProductShape> grid() {
    return List.of(
        new ProductShape(512, 1024, 1024),
        new ProductShape(128, 4096, 1024),
        new ProductShape(128, 1024, 4096));
  }

  @Override
  public String toString() {
    return "%d×%d×%d".formatted(rows, outputs, inputs);
  }
}
