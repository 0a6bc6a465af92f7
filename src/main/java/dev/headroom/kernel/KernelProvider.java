package dev.headroom.kernel;

import java.util.Optional;

/**
 * Makes kernels that need a part of Java which may be absent. Found by {@link
 * java.util.ServiceLoader}, and only after {@link AttentionKernels} has seen that the part is
 * there.
 */
public interface KernelProvider {

  /** Why this machine cannot run the kernel well; empty if it can. */
  Optional<String> obstacle();

  /** A kernel that computes on {@code threads} threads, the caller's included. */
  AttentionKernel kernel(int threads);

  /** The loops that bound any kernel on this machine. */
  VectorProbes probes();
}
