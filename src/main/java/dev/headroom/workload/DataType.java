package dev.headroom.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Number formats that weights, activations, caches and matrix units use, with their width in bits.
 */
public enum DataType {
  FP64(64),
  FP32(32),
  /** Tensor-core format: computed with 19 bits, stored as FP32. */
  TF32(32),
  BF16(16),
  FP16(16),
  FP8(8),
  INT8(8),
  FP4(4),
  INT4(4);

  private final int bits;

  DataType(int bits) {
    this.bits = bits;
  }

  /** Width of one stored element in bits. */
  public int bits() {
    return bits;
  }

  /** Width of one stored element in bytes; 0.5 for the four-bit types. */
  public double bytes() {
    return bits / 8.0;
  }

  /** Whether products of this type are counted in integer operations by data sheets. */
  public boolean isInteger() {
    return this == INT8 || this == INT4;
  }

  /** The name in files and options: {@code bf16}, {@code int8}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type with this {@link #key()}, if there is one. */
  public static Optional<DataType> ofKey(String key) {
    return Arrays.stream(values()).filter(type -> type.key().equals(key)).findFirst();
  }
}
