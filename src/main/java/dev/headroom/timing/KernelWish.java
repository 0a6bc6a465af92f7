package dev.headroom.timing;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * By which kernels attention is to be predicted.
 *
 * @param name a kernel's name or whole parts of one, as {@code vllm}, {@code fa3} or {@code
 *     sglang.fa3.fp8}; {@code none} for no kernel; empty for the ones that the profile prefers
 */
public record KernelWish(String name) {
  /** The first kernel of the profile that computes a call. */
  public static final KernelWish PREFERRED = new KernelWish("");

  /** No kernel: the plain roofline. */
  public static final KernelWish NONE = new KernelWish("none");

  /** The wish that an option's text expresses; upper and lower case are alike. */
  public static KernelWish parse(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return wanted.equals("none") || wanted.equals("roofline") ? NONE : new KernelWish(wanted);
  }

  /** Whether nothing is to be predicted. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether one was named. */
  public boolean isNamed() {
    return !isNone() && !name.isEmpty();
  }

  /**
   * The kernel for a call: of those that are wished, the first in the profile that computes this
   * kind of attention from keys of this type. Expanded latent attention is ordinary attention with
   * wide keys, so kernels of that stand in where there is none of its own.
   *
   * @param stored type of the cache's elements; BF16 and FP16 are alike
   * @param decodes whether each sequence has one new token
   */
  Optional<KernelProfile> find(
      DeviceProfile device, KernelStructure.Form form, DataType stored, boolean decodes) {
    Optional<KernelProfile> own = first(device, form, stored, decodes);
    return own.isEmpty() && form == KernelStructure.Form.EXPANDED
        ? first(device, KernelStructure.Form.GROUPED, stored, decodes)
        : own;
  }

  /**
   * The kernel for linear layers: the first that multiplies in this type, of those that are wished
   * if there is one among them. A name is of attention as a rule, so it does not exclude others.
   *
   * @param products type of the products; BF16 and FP16 are alike
   */
  Optional<KernelProfile> findLinear(DeviceProfile device, DataType products) {
    List<KernelProfile> all =
        device.kernels().stream()
            .filter(kernel -> !isNone() && kernel.gemm().isPresent())
            .filter(kernel -> kernel.storedType().filter(t -> isAlike(t, products)).isPresent())
            .toList();
    return all.stream().filter(this::isWished).findFirst().or(() -> all.stream().findFirst());
  }

  /** The kernel that computes pieces of prompts and decode sequences in one launch. */
  Optional<KernelProfile> findMixed(
      DeviceProfile device, KernelStructure.Form form, DataType stored) {
    return first(device, form, stored, KernelProfile::mixed);
  }

  private Optional<KernelProfile> first(
      DeviceProfile device, KernelStructure.Form form, DataType stored, boolean decodes) {
    return first(device, form, stored, kernel -> kernel.phase(decodes));
  }

  private Optional<KernelProfile> first(
      DeviceProfile device,
      KernelStructure.Form form,
      DataType stored,
      Function<KernelProfile, Optional<KernelPhase>> part) {
    return device.kernels().stream()
        .filter(this::isWished)
        .filter(kernel -> kernel.storedType().filter(type -> isAlike(type, stored)).isPresent())
        .filter(
            kernel ->
                part.apply(kernel)
                    .filter(phase -> phase.structure().attention() == form)
                    .isPresent())
        .findFirst();
  }

  private boolean isWished(KernelProfile kernel) {
    return !isNone() && (name.isEmpty() || ("." + kernel.name() + ".").contains("." + name + "."));
  }

  private static boolean isAlike(DataType kernels, DataType stored) {
    return kernels == stored || (isHalf(kernels) && isHalf(stored));
  }

  private static boolean isHalf(DataType type) {
    return type == DataType.BF16 || type == DataType.FP16;
  }

  /**
   * Refuses a name that no kernel of the device has.
   *
   * @throws IllegalArgumentException naming the nearest and all there are
   */
  void require(DeviceProfile device) {
    if (!isNamed() || device.kernels().stream().anyMatch(this::isWished)) {
      return;
    }
    throw new IllegalArgumentException("--kernel: " + device.unknownKernel(name));
  }
}
