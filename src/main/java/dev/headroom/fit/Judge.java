package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelTime;
import java.util.Optional;

/** Predicts the measurements of one series on one device. */
public final class Judge {
  private final KernelTime time;
  private final String provenance;

  private Judge(KernelTime time, String provenance) {
    this.time = time;
    this.provenance = provenance;
  }

  /** The judge of a series, if the device has its kernel. */
  public static Optional<Judge> of(DeviceProfile device, Measurement.Series series) {
    Optional<KernelPhase> phase =
        device.kernel(series.kernelKey()).flatMap(kernel -> kernel.phase(series.decode()));
    return phase.map(
        found -> new Judge(new KernelTime(device, found, series.decode()), found.provenance()));
  }

  /** Predicts a measurement, its caches warm. */
  public Judged judge(Measurement row) {
    return new Judged(
        row,
        time.terms(row.shape(), 0),
        time.lowerBoundSeconds(row.shape()),
        time.rooflineSeconds(row.shape()),
        provenance);
  }
}
