package dev.headroom.timing;

/** What a kernel is called for once: attention of one layer, or one linear layer. */
public sealed interface Call permits KernelShape, GemmShape, MixedShape {
  /** The kind of attention, or {@code gemm}. */
  String variant();

  /** FLOP of matrix products that any schedule computes; a multiply-add is 2. */
  double flop();

  /** Bytes that any schedule moves between device memory and chip. */
  double compulsoryBytes();

  /**
   * What makes it another shape, whatever the data types. Two calls of one kind with the same
   * numbers are the same shape.
   */
  long[] identity();
}
