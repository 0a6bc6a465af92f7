package dev.headroom.timing;

import dev.headroom.workload.DataType;
import java.util.List;
import java.util.Optional;

/**
 * The core of attention of one layer with the kernels that compute it in a serving step.
 *
 * @param placed the operator
 * @param calls that it is
 * @param stored type of keys and values
 * @param decode kernel of one new token
 * @param prefill kernel of several
 * @param mixed kernel of both in one launch
 */
record ServedAttention(
    PlacedOperator placed,
    AttentionCalls calls,
    DataType stored,
    Optional<KernelTime> decode,
    Optional<KernelTime> prefill,
    Optional<MixedTime> mixed) {

  /** Whether any kernel is known. */
  boolean isFitted() {
    return decode.isPresent() || prefill.isPresent();
  }

  /**
   * Seconds of one layer.
   *
   * @param touchedBytes between two uses of the same keys
   */
  double seconds(ServingStep step, double touchedBytes, ProgramTime program) {
    List<KernelShape> decodes = decodes(step);
    List<KernelShape> chunks = chunks(step);
    if (mixed.isPresent() && decodes.size() == 1 && chunks.size() == 1) {
      MixedTime time = mixed.get();
      MixedShape shape =
          new MixedShape(
              chunks.get(0).withProducts(time.products()),
              decodes.get(0).withProducts(time.products()));
      return time.seconds(shape, touchedBytes);
    }
    double apart = 0;
    if (placed.decodes(step) > 0) {
      ServingStep part = ServingStep.decode(step.decodeSequences(), step.decodeContext());
      apart += alone(decodes, part, touchedBytes, program);
    }
    if (placed.chunks(step) > 0) {
      ServingStep part =
          ServingStep.prefill(step.chunkSequences(), step.chunkTokens(), step.chunkContext());
      apart += alone(chunks, part, touchedBytes, program);
    }
    return apart;
  }

  private List<KernelShape> decodes(ServingStep step) {
    long sequences = placed.decodes(step);
    return sequences == 0 ? List.of() : calls.shapes(sequences, 1, step.contextOfDecode(), stored);
  }

  private List<KernelShape> chunks(ServingStep step) {
    long sequences = placed.chunks(step);
    return sequences == 0
        ? List.of()
        : calls.shapes(sequences, step.tokensOfChunk(), step.contextOfChunk(), stored);
  }

  /** One kind of sequence by its kernel, or as a program runs it without one. */
  private double alone(
      List<KernelShape> shapes, ServingStep part, double touchedBytes, ProgramTime program) {
    if (shapes.isEmpty()) {
      return placed.seconds(part, program);
    }
    double sum = 0;
    for (KernelShape shape : shapes) {
      Optional<KernelTime> kernel = shape.lengths().query() == 1 ? decode : prefill;
      if (kernel.isEmpty()) {
        return placed.seconds(part, program);
      }
      KernelTime time = kernel.get();
      sum += time.seconds(shape.withProducts(time.kernel().structure().products()), touchedBytes);
    }
    return sum;
  }
}
