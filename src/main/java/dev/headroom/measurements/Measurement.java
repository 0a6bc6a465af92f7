package dev.headroom.measurements;

import dev.headroom.timing.Call;
import java.util.Locale;

/**
 * One measured call of a kernel.
 *
 * @param line in its file
 * @param series whose measurement it is
 * @param call what was computed
 * @param seconds how long it took, above 0
 */
public record Measurement(long line, Series series, Call call, double seconds) {
  private static final int PARTS = 5;

  /** Refuses a time that is none. */
  public Measurement {
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("latency_us: must be > 0, was " + seconds * 1e6);
    }
  }

  /** What was called. */
  public enum Phase {
    /** Attention with one new token for each sequence. */
    DECODE,
    /** Attention with a prompt. */
    PREFILL,
    /** Attention with a prompt's chunk and sequences of one new token together. */
    MIXED,
    /** A linear layer. */
    GEMM;

    /** {@code decode}, {@code prefill}, {@code mixed} or {@code gemm}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What measurements of one kernel have in common.
   *
   * @param system device, as the file calls it
   * @param backend the software that chose the kernel
   * @param kernel as reported there
   * @param phase what was called
   * @param kvType type of the stored keys and values, or of a linear layer's product, by key
   */
  public record Series(String system, String backend, String kernel, Phase phase, String kvType) {
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
    for (long part : call.identity()) {
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
