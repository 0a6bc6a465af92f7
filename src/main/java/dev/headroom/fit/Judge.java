package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.Call;
import dev.headroom.timing.CallTime;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.GemmTime;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.timing.MixedShape;
import dev.headroom.timing.MixedTime;
import java.util.Optional;

/**
 * Predicts the measurements of one series on one device.
 *
 * @param <C> the kind of call
 */
public final class Judge<C extends Call> {
  private final Class<C> kind;
  private final CallTime<C> time;
  private final double cacheBytes;
  private final String provenance;

  private Judge(Class<C> kind, CallTime<C> time, double cacheBytes, String provenance) {
    this.kind = kind;
    this.time = time;
    this.cacheBytes = cacheBytes;
    this.provenance = provenance;
  }

  /** The judge of a series, if the device has its kernel. */
  public static Optional<Judge<?>> of(DeviceProfile device, Measurement.Series series) {
    Optional<KernelProfile> kernel = device.kernel(series.kernelKey());
    double cache = device.lastLevelCacheBytes();
    return switch (series.phase()) {
      case DECODE, PREFILL -> {
        boolean decode = series.phase() == Measurement.Phase.DECODE;
        yield kernel
            .flatMap(known -> known.phase(decode))
            .map(
                phase ->
                    new Judge<>(
                        KernelShape.class,
                        new KernelTime(device, phase, decode),
                        cache,
                        phase.provenance()));
      }
      case MIXED ->
          kernel
              .flatMap(KernelProfile::mixed)
              .map(
                  phase ->
                      new Judge<>(
                          MixedShape.class,
                          new MixedTime(device, phase),
                          cache,
                          phase.provenance()));
      case GEMM ->
          kernel
              .flatMap(KernelProfile::gemm)
              .map(
                  layers ->
                      new Judge<>(
                          GemmShape.class,
                          new GemmTime(device, layers),
                          cache,
                          layers.provenance()));
    };
  }

  /** Predicts a measurement of the series, its caches as its benchmark left them. */
  public Judged judge(Measurement row) {
    C call = kind.cast(row.call());
    return new Judged(
        row,
        time.terms(call),
        time.lowerBoundSeconds(call),
        time.rooflineSeconds(call),
        callKind(call),
        provenance);
  }

  private Optional<CallKind> callKind(C call) {
    if (call instanceof KernelShape shape) {
      return Optional.of(shape.window() > 0 ? CallKind.WINDOWED : byCache(shape.kvBytes()));
    }
    return call instanceof MixedShape shape
        ? Optional.of(byCache(shape.chunk().kvBytes() + shape.decode().kvBytes()))
        : Optional.empty();
  }

  private CallKind byCache(double kvBytes) {
    return kvBytes <= cacheBytes ? CallKind.IN_CACHE : CallKind.BEYOND_CACHE;
  }
}
