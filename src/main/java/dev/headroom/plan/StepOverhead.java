package dev.headroom.plan;

/**
 * Time of a step that no kernel explains: the program's own work between and beside kernels.
 *
 * @param perStepSeconds of every step
 * @param perSequenceSeconds of every sequence in it: choosing its token, and its share of the
 *     scheduler's work
 */
public record StepOverhead(double perStepSeconds, double perSequenceSeconds) {
  /** No overhead. */
  public static final StepOverhead NONE = new StepOverhead(0, 0);

  /**
   * What vLLM 0.19 was seen to take beside this program's step times: calibrated on the first 100
   * requests of the recorded run of Llama-3.1-8B on an RTX 4090 (LLMServingSim 5daddb21), with an
   * earlier form of those times; with today's the same requests give 0. Another host, model or
   * version has another.
   */
  public static final StepOverhead USUAL = new StepOverhead(0, 1.9e-6);

  /** Refuses what is no time. */
  public StepOverhead {
    if (!(perStepSeconds >= 0 && perSequenceSeconds >= 0)
        || Double.isInfinite(perStepSeconds + perSequenceSeconds)) {
      throw new IllegalArgumentException(
          "--step-overhead: must be at least 0 seconds, was "
              + perStepSeconds
              + " and "
              + perSequenceSeconds);
    }
  }

  /** A step time with this overhead. */
  public StepTime on(StepTime kernels) {
    return (decodes, decodeKeys, chunks, chunkTokens, chunkKeys) ->
        kernels.seconds(decodes, decodeKeys, chunks, chunkTokens, chunkKeys)
            + perStepSeconds
            + perSequenceSeconds * (decodes + chunks);
  }
}
