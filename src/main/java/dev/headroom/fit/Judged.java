package dev.headroom.fit;

import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelTerms;

/**
 * One measurement and its prediction, in seconds.
 *
 * @param row the measurement
 * @param terms the prediction
 * @param lowerBoundSeconds that nothing can beat
 * @param rooflineSeconds the plain roofline
 * @param provenance of the kernel's fit
 */
public record Judged(
    Measurement row,
    KernelTerms terms,
    double lowerBoundSeconds,
    double rooflineSeconds,
    String provenance) {
  /** Absolute error over the measured time. */
  public double error() {
    return Math.abs(terms.predicted() - row.seconds()) / row.seconds();
  }

  /** Whether the measurement is faster than the bound. */
  public boolean beatsBound() {
    return row.seconds() < lowerBoundSeconds;
  }

  /** Whether the measurement lies within the band. */
  public boolean inBand() {
    return row.seconds() >= terms.low() && row.seconds() <= terms.high();
  }
}
