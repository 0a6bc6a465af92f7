package dev.headroom.fit;

import dev.headroom.hardware.KernelProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.validate.ErrorSummary;
import java.util.List;
import java.util.Optional;

/**
 * A fit and how well it does.
 *
 * @param series what was fitted
 * @param kernel the fit, as the only part of its kernel
 * @param provenance of the fit
 * @param known the rows that it was fitted to, at least one
 * @param held the rows that it never saw, if there are any
 */
public record FitReport(
    Measurement.Series series,
    KernelProfile kernel,
    String provenance,
    List<Judged> known,
    List<Judged> held) {
  /** Copies the lists. */
  public FitReport {
    known = List.copyOf(known);
    held = List.copyOf(held);
  }

  /** Errors on the rows that it was fitted to. */
  public ErrorSummary inSample() {
    return JudgedGroup.total(known).errors();
  }

  /** Errors on shapes that it never saw, if there are any. */
  public Optional<ErrorSummary> heldOut() {
    return held.isEmpty() ? Optional.empty() : Optional.of(JudgedGroup.total(held).errors());
  }
}
