package dev.headroom.kernel;

/**
 * Arrays whose element {@link #OFFSET} starts a cache line where the collector allows it. A vector
 * load across two lines costs up to half the bandwidth of the inner caches.
 *
 * <p>G1 gives an array of half a region or more regions of its own, and the elements start 16 bytes
 * into the first; such an array never moves. Hence the least size, 4 MiB: enough for regions up to
 * 8 MiB, which G1 chooses for heaps below 32 GiB. Other collectors need {@code
 * -XX:ObjectAlignmentInBytes=64}. Without either, results are the same and slower.
 */
public final class AlignedArrays {
  /** First element to use: 48 bytes after the header's 16. */
  public static final int OFFSET = 12;

  private static final int LEAST_ELEMENTS = 1 << 20;
  // What the virtual machine allows is a little below the largest int.
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 64L;

  private AlignedArrays() {}

  /**
   * Zeros: at least {@code elements} of them from {@link #OFFSET} on.
   *
   * @param name the quantity, for the message
   * @throws IllegalArgumentException if one array cannot hold them
   */
  public static float[] floats(String name, long elements) {
    return new float[size(name, elements)];
  }

  /**
   * Zeros: at least {@code elements} of them from {@link #OFFSET} on.
   *
   * @param name the quantity, for the message
   * @throws IllegalArgumentException if one array cannot hold them
   */
  public static int[] ints(String name, long elements) {
    return new int[size(name, elements)];
  }

  private static int size(String name, long elements) {
    long size = Math.max(LEAST_ELEMENTS, OFFSET + elements);
    if (size > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          name
              + ": must be at most "
              + (MOST_ELEMENTS - OFFSET)
              + " words of 4 bytes, was "
              + elements);
    }
    return (int) size;
  }
}
