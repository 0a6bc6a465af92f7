package dev.headroom.kernel.vector;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.KernelProvider;
import dev.headroom.kernel.VectorProbes;
import java.util.Locale;
import java.util.Optional;

/** Makes the vector kernel. */
public final class VectorKernelProvider implements KernelProvider {
  /** For {@link java.util.ServiceLoader}. */
  public VectorKernelProvider() {}

  @Override
  public Optional<String> obstacle() {
    // An x86 without 256-bit vectors has no fused multiply-add either, which Java then computes in
    // decimal.
    boolean arm = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).startsWith("aarch64");
    boolean widthGiven = Integer.getInteger(Lanes.BITS_PROPERTY) != null;
    if (Lanes.FLOATS.vectorBitSize() < 256 && !arm && !widthGiven) {
      return Optional.of(
          "the vector kernel needs vectors of at least 256 bits on this processor, Java offers "
              + Lanes.FLOATS.vectorBitSize()
              + "; the reference kernel can be used instead");
    }
    return Optional.empty();
  }

  @Override
  public AttentionKernel kernel(int threads) {
    return new VectorAttention(threads);
  }

  @Override
  public VectorProbes probes() {
    return new PlainLoops();
  }
}
