package dev.headroom.fit;

import dev.headroom.hardware.KernelProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.validate.ErrorSummary;
import java.util.Optional;

/**
 * A fit and how well it does.
 *
 * @param series what was fitted
 * @param kernel the fit, as the only part of its kernel
 * @param provenance of the fit
 * @param inSample errors on the rows that it was fitted to
 * @param heldOut errors on shapes that it never saw, if there are any
 */
public record FitReport(
    Measurement.Series series,
    KernelProfile kernel,
    String provenance,
    ErrorSummary inSample,
    Optional<ErrorSummary> heldOut) {}
