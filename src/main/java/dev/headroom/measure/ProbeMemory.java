package dev.headroom.measure;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.kernel.PanelStore;
import dev.headroom.workload.DataType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The memory that micro-benchmarks go over: filled, because untouched pages are not there yet. */
final class ProbeMemory {
  /** Numbers of each thread for probes that stay in the first-level cache: 16 KiB. */
  static final int OWN = 4096;

  /**
   * Distance of two threads' numbers: room for a vector of sums, and more than a processor fetches
   * ahead, which would take the neighbour's numbers away.
   */
  private static final int OWN_STRIDE = OWN + 2048;

  /** Two bf16 of 1. */
  private static final int BF16_ONES = 0x3f803f80;

  /** Four int8 of 1. */
  private static final int INT8_ONES = 0x01010101;

  private final long bytes;
  private final Map<DataType, PanelStore> stores = new EnumMap<>(DataType.class);
  private final float[] own;

  /**
   * Room for working sets; that of a type is taken when first asked for.
   *
   * @param bytes of the largest
   * @param threads that will take part at most
   */
  ProbeMemory(long bytes, int threads) {
    this.bytes = bytes;
    this.own = AlignedArrays.floats("own", (long) threads * OWN_STRIDE);
    Arrays.fill(own, 1f);
  }

  /** The panels of a type; fp32 ones serve plain reads too. */
  PanelStore store(DataType type) {
    return stores.computeIfAbsent(type, this::fill);
  }

  /** The numbers that threads have for themselves. */
  float[] own() {
    return own;
  }

  /** A thread's first own number. */
  static int ownFrom(int member) {
    return AlignedArrays.OFFSET + member * OWN_STRIDE;
  }

  private PanelStore fill(DataType type) {
    long share = type == DataType.FP32 ? bytes : bytes / CalibrationPlan.NARROW_SHARE;
    PanelStore store = MicroKernels.panels(type, share / Integer.BYTES);
    Arrays.fill(store.floats(), 1f);
    Arrays.fill(store.words(), type == DataType.BF16 ? BF16_ONES : INT8_ONES);
    return store;
  }
}
