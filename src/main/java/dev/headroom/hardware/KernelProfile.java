package dev.headroom.hardware;

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
