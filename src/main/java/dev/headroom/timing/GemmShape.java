package dev.headroom.timing;

import dev.headroom.workload.DataType;

/**
 * One dense linear layer, {@code C[m,n] = A[m,k]·B[k,n]}: activations times weights. Results are
 * written in two bytes an element.
 *
 * @param rows tokens, {@code m}
 * @param columns outputs of a token, {@code n}
 * @param depth inputs of a token, {@code k}
 * @param productType in which the product runs, and in which it reads the activations
 * @param weightType in which the weights are stored
 */
public record GemmShape(
    long rows, long columns, long depth, DataType productType, DataType weightType)
    implements Call {
  private static final double RESULT_BYTES = 2;

  /** Refuses sizes below 1. */
  public GemmShape {
    if (rows < 1 || columns < 1 || depth < 1) {
      throw new IllegalArgumentException(
          "gemm: m, n and k must be at least 1, were " + rows + ", " + columns + ", " + depth);
    }
  }

  /** Whether 16-bit activations are converted first, because the product takes narrower ones. */
  public boolean converts() {
    return productType.bits() < 16;
  }

  /** Bytes of the weights, as stored; scales are not counted. */
  public double weightBytes() {
    return (double) columns * depth * weightType.bytes();
  }

  /** Bytes of activations and results. */
  public double activationBytes() {
    return (double) rows * depth * productType.bytes() + RESULT_BYTES * rows * columns;
  }

  /** Bytes that a conversion reads in two bytes an element and writes in the product's type. */
  public double convertedBytes() {
    return converts() ? (double) rows * depth * (2 + productType.bytes()) : 0;
  }

  @Override
  public double flop() {
    return 2.0 * rows * columns * depth;
  }

  @Override
  public double compulsoryBytes() {
    return weightBytes() + activationBytes();
  }

  @Override
  public String variant() {
    return "gemm";
  }

  @Override
  public long[] identity() {
    return new long[] {rows, columns, depth};
  }
}
