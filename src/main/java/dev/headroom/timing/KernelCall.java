package dev.headroom.timing;

import dev.headroom.hardware.KernelPhase;

/**
 * A call that a named kernel is predicted to be given in a step.
 *
 * @param kernel its name in the profile
 * @param phase what is known of it
 * @param time of its calls on the device
 * @param shape what it computes
 * @param touchedBytes between two uses of the same keys: the step's, infinite if its cache is cold
 * @param terms what its time is made of
 */
public record KernelCall(
    String kernel,
    KernelPhase phase,
    KernelTime time,
    KernelShape shape,
    double touchedBytes,
    KernelTerms terms) {
  /** Its seconds in a benchmark that repeats it alone, whose cache is warm. */
  public double warmSeconds() {
    return time.seconds(shape, 0);
  }

  /** Its seconds with nothing in the cache. */
  public double coldSeconds() {
    return time.seconds(shape, Double.POSITIVE_INFINITY);
  }
}
