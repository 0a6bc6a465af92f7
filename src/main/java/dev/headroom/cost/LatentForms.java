package dev.headroom.cost;

import dev.headroom.workload.Batch;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.LatentAttention.Form;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Segment;

/**
 * The arithmetic of latent attention in both forms, of what differs between them. With {@code w =
 * rank·Hq·(nope+dv)} weights that expand a latent, {@code T} new tokens, and keys and pairs as the
 * mask counts them:
 *
 * <ul>
 *   <li>absorbed: {@code 2·T·w} to take queries into the latent and outputs out of it, {@code
 *       2·Hq·pairs·(2·rank+rope)} for scores and weighted sum;
 *   <li>expanded: {@code 2·keys·w} to expand every visible token, cached ones again, {@code
 *       2·Hq·pairs·(nope+rope+dv)}.
 * </ul>
 *
 * Both give the same values, so only the lesser sum is unavoidable, whichever form a program uses.
 *
 * @param attention the latent attention
 * @see <a href="https://arxiv.org/abs/2405.04434">DeepSeek-V2, section 2.1.2 and appendix C</a>
 */
public record LatentForms(LatentAttention attention) {

  /**
   * The form that needs less arithmetic for a batch; never expanded where every query has keys of
   * its own.
   */
  static Form lesser(LatentAttention attention, Batch batch) {
    if (attention.mask() instanceof Mask.TopK) {
      return Form.ABSORBED;
    }
    LatentForms forms = new LatentForms(attention);
    double absorbed = 0;
    double expanded = 0;
    for (Segment segment : batch.segments()) {
      long query = segment.queryLength();
      long context = segment.contextLength();
      absorbed += segment.sequences() * forms.total(true, query, context);
      expanded += segment.sequences() * forms.total(false, query, context);
    }
    return absorbed <= expanded ? Form.ABSORBED : Form.EXPANDED;
  }

  private double expansionWeights() {
    return attention.keyExpansionWeights() + attention.valueExpansionWeights();
  }

  /** FLOP with the expanding weights, of one sequence. */
  private double weightFlop(boolean absorbed, long query, long context) {
    long tokens = absorbed ? query : attention.mask().leastKeys(query, context);
    return 2.0 * expansionWeights() * tokens;
  }

  /** FLOP of scores and weighted sum, of one sequence. */
  private double coreFlop(boolean absorbed, long query, long context) {
    int width =
        absorbed
            ? attention.latentDim() + attention.kvRank()
            : attention.keyDim() + attention.valueDim();
    return 2.0 * attention.queryHeads() * width * attention.mask().visiblePairs(query, context);
  }

  private double total(boolean absorbed, long query, long context) {
    return weightFlop(absorbed, query, context) + coreFlop(absorbed, query, context);
  }

  private boolean absorbedIsLess(long query, long context) {
    return total(true, query, context) <= total(false, query, context);
  }

  /** Unavoidable FLOP with the expanding weights. */
  double requiredWeightFlop(long sequences, long query, long context) {
    return sequences * weightFlop(absorbedIsLess(query, context), query, context);
  }

  /** Unavoidable FLOP of scores and weighted sum. */
  double requiredCoreFlop(long sequences, long query, long context) {
    return sequences * coreFlop(absorbedIsLess(query, context), query, context);
  }
}
