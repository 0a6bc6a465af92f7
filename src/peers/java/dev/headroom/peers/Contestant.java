package dev.headroom.peers;

/** One way of one library to compute one call, with its inputs prepared and its threads ready. */
interface Contestant extends AutoCloseable {
  /** The library: {@code Headroom}, {@code PyTorch}; the best of its contestants stands for it. */
  String library();

  /** What of the library is called: {@code GroupQueryAttention}. */
  String operator();

  /** Does the whole call some times over. */
  void run(int times);

  /** Does the same, and says how long all of it took. */
  default double seconds(int times) {
    long begin = System.nanoTime();
    run(times);
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** Result of a call: attention as {@code [batch][tokens][queryHeads][headDim]}, products as {@code [rows][columns]}. */
  float[] outputs();

  @Override
  default void close() {}
}
