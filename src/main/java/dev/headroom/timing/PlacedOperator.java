package dev.headroom.timing;

import dev.headroom.cost.Operator;

/**
 * An operator whose time follows from each sequence's lengths, for serving: the decode sequences of
 * a step, its pieces of prompts, or both.
 *
 * @param operator of one layer
 * @param repeats layers that have it
 * @param inDecode whether decode sequences pass it
 * @param inChunk whether pieces of prompts do
 */
record PlacedOperator(Operator operator, int repeats, boolean inDecode, boolean inChunk) {
  /** A count of an operator for equal sequences. */
  @FunctionalInterface
  interface Count {
    double of(Operator operator, long sequences, long query, long context);
  }

  /** The decode sequences of a step that pass it. */
  long decodes(ServingStep step) {
    return inDecode ? step.decodeSequences() : 0;
  }

  /** The pieces of prompts of a step that pass it. */
  long chunks(ServingStep step) {
    return inChunk ? step.chunkSequences() : 0;
  }

  /** New tokens that pass it. */
  long tokens(ServingStep step) {
    return decodes(step) + (inChunk ? step.chunkTokens() : 0);
  }

  /** One layer's count of a step. */
  double sum(Count count, ServingStep step) {
    long decodes = decodes(step);
    long chunks = chunks(step);
    double sum = decodes > 0 ? count.of(operator, decodes, 1, step.contextOfDecode()) : 0;
    return chunks > 0
        ? sum + count.of(operator, chunks, step.tokensOfChunk(), step.contextOfChunk())
        : sum;
  }

  /** Bytes that one layer's schedule moves. */
  double bytes(ServingStep step) {
    long tokens = tokens(step);
    return tokens == 0
        ? 0
        : operator.weightBytes(tokens) + sum(Operator::trafficWithoutWeights, step);
  }

  /** Bytes of one layer that nothing can avoid. */
  double compulsoryBytes(ServingStep step) {
    long tokens = tokens(step);
    return tokens == 0
        ? 0
        : operator.requiredWeightBytes(tokens)
            + sum(Operator::requiredKvReadBytes, step)
            + sum(Operator::requiredKvWriteBytes, step);
  }

  /** Seconds of one layer as a program runs it. */
  double seconds(ServingStep step, ProgramTime program) {
    long tokens = tokens(step);
    return tokens == 0
        ? 0
        : program
            .terms(
                operator,
                program.weightSeconds(operator, tokens) + sum(program::trafficSeconds, step),
                sum(Operator::matmulFlop, step),
                sum(Operator::exponentials, step),
                sum(Operator::vectorFlop, step),
                tokens)
            .seconds();
  }
}
