package dev.headroom.fit;

import dev.headroom.hardware.KernelPhase;
import dev.headroom.measurements.Measurement;
import dev.headroom.validate.ErrorSummary;
import java.util.Optional;

/**
 * A fit and how well it does.
 *
 * @param series what was fitted
 * @param kernel the fit
 * @param inSample errors on the rows that it was fitted to
 * @param heldOut errors on shapes that it never saw, if there are any
 */
public record FitReport(
    Measurement.Series series,
    KernelPhase kernel,
    ErrorSummary inSample,
    Optional<ErrorSummary> heldOut) {}
