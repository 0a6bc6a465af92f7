package dev.headroom.kernel;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Finds the kernel that a machine can run. The only way to the classes of the vector kernel,
 * because touching one of them without the incubating module fails to link.
 */
public final class AttentionKernels {
  private static final String MODULE = "jdk.incubator.vector";

  private AttentionKernels() {}

  /**
   * Why the vector kernel cannot be used here, and what to do about it; empty if it can. The
   * reference kernel always can.
   */
  public static Optional<String> obstacle() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "the vector kernel needs the module "
              + MODULE
              + ": start Java with --add-modules "
              + MODULE
              + ", or use the reference kernel");
    }
    Optional<KernelProvider> provider = provider();
    if (provider.isEmpty()) {
      return Optional.of(
          "the vector kernel is not on the class path; the reference kernel can be used instead");
    }
    return provider.get().obstacle();
  }

  /**
   * The vector kernel, with threads of its own that {@link AttentionKernel#close} ends.
   *
   * @param threads that compute, the caller's included
   * @throws IllegalArgumentException if {@code threads} is below 1
   * @throws UnsupportedOperationException if there is an {@link #obstacle()}, which is its message
   */
  public static AttentionKernel vector(int threads) {
    Require.positive("threads", threads);
    return usableProvider().kernel(threads);
  }

  /** The textbook kernel: scalar, double precision inside, one thread, slow. */
  public static AttentionKernel reference() {
    return new ReferenceAttention();
  }

  /**
   * The loops that bound the vector kernel.
   *
   * @throws UnsupportedOperationException if there is an {@link #obstacle()}, which is its message
   */
  public static VectorProbes probes() {
    return usableProvider().probes();
  }

  private static KernelProvider usableProvider() {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new UnsupportedOperationException(obstacle.get());
    }
    return provider().orElseThrow();
  }

  private static Optional<KernelProvider> provider() {
    return ServiceLoader.load(KernelProvider.class, AttentionKernels.class.getClassLoader())
        .findFirst();
  }
}
