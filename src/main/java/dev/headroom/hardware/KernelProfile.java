package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Optional;

/**
 * A kernel that was fitted on a device.
 *
 * @param name its key in the profile, such as {@code vllm.fa3.bf16}
 * @param decode one new token for each sequence
 * @param prefill a prompt
 */
public record KernelProfile(
    String name, Optional<KernelPhase> decode, Optional<KernelPhase> prefill) {
  /** The type of the keys and values that it reads, by the last part of its name. */
  public Optional<DataType> storedType() {
    return storedType(name);
  }

  /** The type of the keys and values that a kernel of this name reads. */
  static Optional<DataType> storedType(String name) {
    return DataType.ofKey(name.substring(name.lastIndexOf('.') + 1));
  }

  /** What is known of it in this phase. */
  public Optional<KernelPhase> phase(boolean isDecode) {
    return isDecode ? decode : prefill;
  }

  /** The same on a device without its own fit. */
  KernelProfile transferredFrom(String device) {
    return new KernelProfile(
        name,
        decode.map(phase -> phase.transferredFrom(device)),
        prefill.map(phase -> phase.transferredFrom(device)));
  }
}
