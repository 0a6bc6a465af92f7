package dev.headroom.workload;

import static dev.headroom.workload.Require.atMost;
import static dev.headroom.workload.Require.positive;

/**
 * A whole generation for equal sequences: the prompt pass, then one step for every further token.
 *
 * <p>A decoder-only model's prompt pass gives the first token, and {@code outputLength − 1} steps
 * follow, the first on a cache of {@code inputLength} tokens. An encoder's pass gives none: its
 * decoder takes {@code outputLength} steps, the first on an empty cache. A program of fixed shapes
 * pads the cache of every step to its full length, {@code inputLength + outputLength} tokens, or
 * {@code outputLength} with an encoder, the step's own token included.
 *
 * @param base types, program, cache state and hypotheses; its batch is not looked at
 * @param sequences answers generated together; of a beam search each stands for all its hypotheses
 * @param inputLength tokens of the prompt, or of the encoder's source, of each
 * @param outputLength tokens generated for each
 */
public record GenerationRequest(
    Scenario base, long sequences, long inputLength, long outputLength) {
  /** The longest answer: every step of it is counted by itself. */
  public static final long LONGEST_OUTPUT = 1L << 17;

  /** Checks the ranges. */
  public GenerationRequest {
    positive("input_len", inputLength);
    positive("output_len", outputLength);
    atMost("output_len", outputLength, LONGEST_OUTPUT);
    atMost("input_len", inputLength, Segment.MAX_LENGTH - LONGEST_OUTPUT);
    if (base.sharedPrefix() > 0) {
      throw new IllegalArgumentException(
          "shared_prefix: is counted in single steps, not in a generation");
    }
  }

  /** The prompt pass, or the encoder's; once for all hypotheses. */
  public Scenario prompt(Model model) {
    return base.withBeams(1)
        .withPhase(Phase.PREFILL)
        .withBatch(Batch.prefill(sequences, inputLength))
        .withSourceLength(model.isEncoderDecoder() ? inputLength : 0);
  }

  /** Steps after it. */
  public long steps(Model model) {
    return model.isEncoderDecoder() ? outputLength : outputLength - 1;
  }

  /**
   * Tokens in the cache of each hypothesis before a step.
   *
   * @param index of the step, from 0
   */
  public long contextLength(Model model, long index) {
    long prompt = model.isEncoderDecoder() ? 0 : inputLength;
    return base.policy().compiled().fixedShapes() ? prompt + outputLength - 1 : prompt + index;
  }

  /** A step. */
  public Scenario step(Model model, long index) {
    return base.withBeams(1)
        .withPhase(Phase.DECODE)
        .withBatch(Batch.decode(hypotheses(), contextLength(model, index)))
        .withBeams(base.beams())
        .withSourceLength(model.isEncoderDecoder() ? inputLength : 0);
  }

  /** Rows of a step. */
  public long hypotheses() {
    return sequences * base.beams();
  }
}
