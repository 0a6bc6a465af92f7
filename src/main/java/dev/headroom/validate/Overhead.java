package dev.headroom.validate;

import dev.headroom.measure.Probe;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Phase;
import java.util.function.ToDoubleFunction;

/**
 * What calls of the kernel cost besides the work that is counted, all threads together: from calls
 * that have next to none, less what the model says of that. Where these were not measured, it is
 * the hand-over alone.
 *
 * @param step seconds of a decode step whatever its items
 * @param prompt seconds of a prefill whatever its items
 * @param item seconds of each item
 * @param edgeRow seconds of a row that has an edge of the mask
 */
record Overhead(double step, double prompt, double item, double edgeRow) {
  /** Seconds of a call whatever its items. */
  double call(Phase phase) {
    return phase == Phase.DECODE ? step : prompt;
  }

  /**
   * The overheads with a number of threads.
   *
   * @param work seconds that the model gives a call besides its overhead
   */
  static Overhead of(RateTable rates, int threads, ToDoubleFunction<CallShape> work) {
    double handOver = rates.handOverSeconds(threads);
    if (!rates.has(Probe.STEP) || !rates.has(Probe.STEP_OF_MANY) || !rates.has(Probe.PROMPT)) {
      return new Overhead(2 * handOver, handOver, 0, 0);
    }
    int few = Probe.FEW_SEQUENCES;
    int many = Probe.MANY_SEQUENCES;
    double fewSeconds = 1 / rates.rate(Probe.STEP, threads);
    double manySeconds = 1 / rates.rate(Probe.STEP_OF_MANY, threads);
    double fewRest = fewSeconds - work.applyAsDouble(shape(Phase.DECODE, few, 1, threads));
    double manyRest = manySeconds - work.applyAsDouble(shape(Phase.DECODE, many, 1, threads));
    double item = Math.max(0, (manyRest - fewRest) / (many - few));
    double step = Math.max(2 * handOver, fewRest - few * item);
    double prompt = Math.max(handOver, step / 2);
    CallShape prompts = shape(Phase.PREFILL, threads, Probe.PROMPT_TOKENS, threads);
    double edges =
        1 / rates.rate(Probe.PROMPT, threads)
            - work.applyAsDouble(prompts)
            - prompt
            - threads * item;
    return new Overhead(step, prompt, item, Math.max(0, edges) / (threads * Probe.PROMPT_TOKENS));
  }

  private static CallShape shape(Phase phase, int batch, int tokens, int threads) {
    GroupedAttention attention =
        new GroupedAttention(1, 1, Probe.TINY_WIDTH, Probe.TINY_WIDTH, new Mask.Causal());
    return new CallShape(phase, attention, DataType.FP32, batch, tokens, threads);
  }
}
