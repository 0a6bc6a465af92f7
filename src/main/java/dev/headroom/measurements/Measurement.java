package dev.headroom.measurements;

import dev.headroom.timing.KernelShape;

/**
 * One measured attention call of one layer.
 *
 * @param line in its file
 * @param series whose measurement it is
 * @param shape what was computed
 * @param seconds how long it took, above 0
 */
public record Measurement(long line, Series series, KernelShape shape, double seconds) {
  private static final int PARTS = 5;

  /** Refuses a time that is none. */
  public Measurement {
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("latency_us: must be > 0, was " + seconds * 1e6);
    }
  }

  /**
   * What measurements of one kernel have in common.
   *
   * @param system device, as the file calls it
   * @param backend the software that chose the kernel
   * @param kernel as reported there
   * @param decode whether the phase is decode
   * @param kvType type of the stored keys and values, by key
   */
  public record Series(
      String system, String backend, String kernel, boolean decode, String kvType) {
    /** {@code decode} or {@code prefill}. */
    public String phase() {
      return decode ? "decode" : "prefill";
    }

    /** The key under which profiles know the kernel: backend, kernel and stored type. */
    public String kernelKey() {
      return backend + "." + kernel + "." + kvType;
    }
  }

  /**
   * Whether the row is held out of fits: one shape in five, drawn by a hash of the shape alone, so
   * that no shape is on both sides whatever the data type, version or device.
   */
  public boolean isHeldOut() {
    long hash = 0x9E3779B97F4A7C15L;
    for (long part :
        new long[] {
          shape.sequences(),
          shape.lengths().query(),
          shape.lengths().keys(),
          shape.heads().query(),
          shape.heads().kv(),
          shape.widths().key(),
          shape.widths().value(),
          shape.window()
        }) {
      hash = mix(hash ^ part);
    }
    return Long.remainderUnsigned(hash, PARTS) == 0;
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
