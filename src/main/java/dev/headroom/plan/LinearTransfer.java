package dev.headroom.plan;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.GemmParameter;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Linear layers of a device on which only attention was measured. Of a relative's characteristics
 * that the profile borrows, the share of the memory's bandwidth that is reached is the memory's and
 * not the library's: it is taken from the device's own decode attention, which streams keys as
 * linear layers stream weights.
 */
final class LinearTransfer {
  private static final String TRANSFERRED = "transferred from";

  private LinearTransfer() {}

  /** The device with its own memory behind borrowed linear layers. */
  static DeviceProfile completed(DeviceProfile device) {
    Optional<KernelPhase> own =
        device.kernels().stream()
            .flatMap(kernel -> kernel.decode().stream())
            .filter(phase -> !phase.provenance().startsWith(TRANSFERRED))
            .findFirst();
    if (own.isEmpty()) {
      return device;
    }
    double share = own.get().get(KernelParameter.MEMORY);
    List<KernelProfile> kernels =
        device.kernels().stream()
            .map(
                kernel ->
                    kernel
                        .gemm()
                        .filter(phase -> phase.provenance().startsWith(TRANSFERRED))
                        .map(phase -> kernel.with(withMemory(phase, share)))
                        .orElse(kernel))
            .toList();
    return device.withKernels(kernels);
  }

  private static GemmPhase withMemory(GemmPhase phase, double share) {
    Map<GemmParameter, Double> values = new EnumMap<>(phase.values());
    values.put(GemmParameter.MEMORY, share);
    return new GemmPhase(phase.structure(), values, phase.bands(), phase.provenance());
  }
}
