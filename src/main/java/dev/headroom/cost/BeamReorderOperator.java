package dev.headroom.cost;

import dev.headroom.workload.ExecutionPolicy.BeamReorder;
import dev.headroom.workload.Mask;

/**
 * Choosing which hypotheses of a beam search survive, in one layer's self-attention cache. With
 * {@code n} hypotheses in all and {@code keys} that stay of each:
 *
 * <ul>
 *   <li>a copy reads and writes {@code n·keys} tokens of cache;
 *   <li>a selector multiplies an {@code n × n} one-hot matrix with them, {@code 2·n²·keys·elements}
 *       FLOP, and reads and writes them;
 *   <li>a pointer moves nothing.
 * </ul>
 *
 * None of it is unavoidable.
 *
 * @param bytesPerToken bytes that a token leaves in the cache of one layer
 * @param elementsPerToken elements of them
 * @param mask says how many keys stay
 * @param reorder how it is done
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, whose program multiplies with a
 *     selector of all hypotheses of a core, mesh-tensorflow's beam_search.py</a>
 */
public record BeamReorderOperator(
    double bytesPerToken, long elementsPerToken, Mask mask, BeamReorder reorder)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.BEAM_REORDER;
  }

  @Override
  public boolean multipliesActivations() {
    return true;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    if (reorder != BeamReorder.SELECTOR) {
      return 0;
    }
    double elements = (double) mask.residentKeys(context + query) * elementsPerToken;
    return 2.0 * sequences * sequences * elements;
  }

  @Override
  public double requiredMatmulFlop(long sequences, long query, long context) {
    return 0;
  }

  @Override
  public double kvReadBytes(long sequences, long query, long context) {
    return reorder == BeamReorder.POINTER
        ? 0
        : bytesPerToken * sequences * mask.residentKeys(context + query);
  }

  @Override
  public double kvWriteBytes(long sequences, long query, long context) {
    return kvReadBytes(sequences, query, context);
  }

  /** A new cache of the layer beside the old one. */
  @Override
  public double workspaceBytes(long sequences, long query, long context) {
    return kvReadBytes(sequences, query, context);
  }

  @Override
  public double rowsSharingOperand(long sequences, long query) {
    return sequences;
  }
}
