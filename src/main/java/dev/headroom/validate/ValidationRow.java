package dev.headroom.validate;

import dev.headroom.measure.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A shape, what was predicted of it and what was measured in two passes.
 *
 * @param shape what ran
 * @param prediction made before
 * @param first pass
 * @param second pass
 */
public record ValidationRow(CallShape shape, Prediction prediction, Samples first, Samples second) {

  /** Whether there was an undisturbed sample. */
  public boolean isMeasured() {
    return !first.isEmpty() || !second.isEmpty();
  }

  /** Whether both passes had one. */
  public boolean isRepeated() {
    return !first.isEmpty() && !second.isEmpty();
  }

  private Samples both() {
    List<Double> seconds = new ArrayList<>(first.secondsPerCall());
    seconds.addAll(second.secondsPerCall());
    return new Samples(
        first.name(),
        seconds,
        first.rejected() + second.rejected(),
        first.callsPerSample(),
        first.settled() && second.settled(),
        first.filtered() && second.filtered());
  }

  /** Median of the clean samples of both passes. */
  public double measuredSeconds() {
    return both().median();
  }

  /** Median of the first pass; empty without a clean sample. */
  public OptionalDouble firstSeconds() {
    return first.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(first.median());
  }

  /** Median of the second pass; empty without a clean sample. */
  public OptionalDouble secondSeconds() {
    return second.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(second.median());
  }

  /** The fastest clean sample. */
  public double fastestSeconds() {
    return both().fastest();
  }

  /** Clean samples. */
  public int n() {
    return both().n();
  }

  /** Samples that something disturbed. */
  public int rejected() {
    return both().rejected();
  }

  /** Whether both warm-ups settled. */
  public boolean settled() {
    return both().settled();
  }

  /** Predicted over measured, less one. */
  public double error() {
    return prediction.predictedSeconds() / measuredSeconds() - 1;
  }

  /** Whether the measured time beats what nothing should beat. */
  public boolean beatsBound() {
    return measuredSeconds() < prediction.lowerBoundSeconds();
  }
}
