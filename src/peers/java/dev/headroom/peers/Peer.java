package dev.headroom.peers;

import java.util.List;

/** A library that can be asked to do what the kernel does. */
interface Peer extends AutoCloseable {
  /** Name and version, and what its figures include: {@code OpenBLAS 0.3.30 …}. */
  String describe();

  /** Its ways to compute attention; inputs may be shared with other peers, and are left as they were. */
  List<Contestant> attention(AttentionInputs inputs, int threads);

  /** Its ways to multiply. */
  List<Contestant> product(ProductInputs inputs, int threads);

  @Override
  default void close() {}
}
