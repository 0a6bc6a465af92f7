package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Optional;

/**
 * A kernel that was fitted on a device: attention in some phases, or linear layers.
 *
 * @param name its key in the profile, such as {@code vllm.fa3.bf16}
 * @param decode one new token for each sequence
 * @param prefill a prompt
 * @param mixed a prompt's chunk and sequences of one new token together
 * @param gemm linear layers
 */
public record KernelProfile(
    String name,
    Optional<KernelPhase> decode,
    Optional<KernelPhase> prefill,
    Optional<KernelPhase> mixed,
    Optional<GemmPhase> gemm) {
  /** Nothing known yet. */
  public static KernelProfile named(String name) {
    return new KernelProfile(
        name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The type of the keys and values that it reads, by the last part of its name. */
  public Optional<DataType> storedType() {
    return storedType(name);
  }

  /** The type of the keys and values that a kernel of this name reads. */
  static Optional<DataType> storedType(String name) {
    return DataType.ofKey(name.substring(name.lastIndexOf('.') + 1));
  }

  /** What is known of attention in this phase. */
  public Optional<KernelPhase> phase(boolean isDecode) {
    return isDecode ? decode : prefill;
  }

  /** The same with attention in this phase. */
  public KernelProfile with(boolean isDecode, KernelPhase phase) {
    Optional<KernelPhase> known = Optional.of(phase);
    return isDecode
        ? new KernelProfile(name, known, prefill, mixed, gemm)
        : new KernelProfile(name, decode, known, mixed, gemm);
  }

  /** The same with attention in mixed calls. */
  public KernelProfile withMixed(KernelPhase phase) {
    return new KernelProfile(name, decode, prefill, Optional.of(phase), gemm);
  }

  /** The same with linear layers. */
  public KernelProfile with(GemmPhase layers) {
    return new KernelProfile(name, decode, prefill, mixed, Optional.of(layers));
  }

  /** The same with the parts of another that it lacks. */
  public KernelProfile joined(KernelProfile other) {
    return new KernelProfile(
        name,
        decode.or(other::decode),
        prefill.or(other::prefill),
        mixed.or(other::mixed),
        gemm.or(other::gemm));
  }

  /** The same on a device without its own fit. */
  KernelProfile transferredFrom(String device) {
    return new KernelProfile(
        name,
        decode.map(phase -> phase.transferredFrom(device)),
        prefill.map(phase -> phase.transferredFrom(device)),
        mixed.map(phase -> phase.transferredFrom(device)),
        gemm.map(layers -> layers.transferredFrom(device)));
  }

  /** Appends all that is known of it; a record's own text takes the JVM long to prepare. */
  void appendTo(StringBuilder text) {
    text.append('\n').append(name);
    decode.ifPresent(phase -> phase.appendTo(text.append("\ndecode")));
    prefill.ifPresent(phase -> phase.appendTo(text.append("\nprefill")));
    mixed.ifPresent(phase -> phase.appendTo(text.append("\nmixed")));
    gemm.ifPresent(layers -> layers.appendTo(text.append("\ngemm")));
  }
}
