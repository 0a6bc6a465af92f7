package dev.headroom.timing;

/**
 * How long the calls of a kernel take on a device, in seconds.
 *
 * @param <C> the kind of call
 */
public interface CallTime<C extends Call> {
  /** Predicted time in a benchmark's loop over this one call. */
  double seconds(C call);

  /** The parts of {@link #seconds(Call)}, with their band. */
  KernelTerms terms(C call);

  /** The time that nothing can beat; the cache is credited with its whole capacity. */
  double lowerBoundSeconds(C call);

  /** The plain roofline: the longer of FLOP over peak and bytes over bandwidth. */
  double rooflineSeconds(C call);
}
