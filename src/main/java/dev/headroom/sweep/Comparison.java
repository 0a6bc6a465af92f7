package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.plan.Capacity;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.List;
import java.util.OptionalLong;

/**
 * Variants of a model side by side, for one scenario on one device.
 *
 * @param variants in the order asked for; the first is what the others are compared with
 */
public record Comparison(List<Variant> variants) {
  /** The factor whose break-even is reported. */
  public static final double FACTOR = 2;

  /**
   * One variant.
   *
   * @param estimate of its step
   * @param speedup over the first variant, see {@link Estimate#speedupOver}
   * @param capacity what fits of it
   * @param doubledFrom the context from which it is {@link #FACTOR} times as fast as the first;
   *     empty if that never is so
   */
  public record Variant(
      Estimate estimate, double speedup, Capacity capacity, OptionalLong doubledFrom) {
    /** Its name: {@code mqa}. */
    public String name() {
      return estimate.model().attention().variant();
    }
  }

  /** Copies the list. */
  public Comparison {
    variants = List.copyOf(variants);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("--attention: needs at least one variant");
    }
  }

  /** Estimates every variant by the kernels that the device's profile prefers. */
  public static Comparison of(List<Model> models, DeviceProfile device, Scenario scenario) {
    return of(models, device, scenario, KernelWish.PREFERRED);
  }

  /**
   * Estimates every variant.
   *
   * @param kernels by which attention is to be predicted
   */
  public static Comparison of(
      List<Model> models, DeviceProfile device, Scenario scenario, KernelWish kernels) {
    return of(models, device, scenario, kernels, Sharding.NONE);
  }

  /**
   * Estimates every variant spread over devices.
   *
   * @param sharding over how many, and how
   */
  public static Comparison of(
      List<Model> models,
      DeviceProfile device,
      Scenario scenario,
      KernelWish kernels,
      Sharding sharding) {
    List<Estimate> estimates =
        models.stream()
            .map(model -> Estimate.of(model, device, scenario, kernels, sharding))
            .toList();
    Estimate first = estimates.get(0);
    return new Comparison(
        estimates.stream()
            .map(
                estimate ->
                    new Variant(
                        estimate,
                        estimate.speedupOver(first),
                        Capacity.of(estimate.model(), device, scenario, sharding),
                        doubledFrom(first, estimate, kernels)))
            .toList());
  }

  /** One comparison for each device and scenario, device by device. */
  public static List<Comparison> all(
      List<Model> models,
      List<DeviceProfile> devices,
      List<Scenario> scenarios,
      KernelWish kernels,
      Sharding sharding) {
    return devices.stream()
        .flatMap(
            device -> scenarios.stream().map(each -> of(models, device, each, kernels, sharding)))
        .toList();
  }

  /** An encoder pass has no context to grow. */
  private static OptionalLong doubledFrom(Estimate first, Estimate other, KernelWish kernels) {
    if (first.model().isEncoderDecoder() && first.scenario().phase() == Phase.PREFILL) {
      return OptionalLong.empty();
    }
    return BreakEven.between(
            first.model(),
            other.model(),
            first.device(),
            first.scenario(),
            kernels,
            first.sharding())
        .context(FACTOR);
  }

  /** The variant that the others are compared with. */
  public Variant first() {
    return variants.get(0);
  }
}
