package dev.headroom.cost;

/**
 * Half of what the absorbed form of latent attention does instead of expanding keys and values:
 * queries taken into the latent space, {@code 2·T·Hq·nope·rank} FLOP, or outputs taken out of it,
 * {@code 2·T·Hq·rank·dv}.
 *
 * @param kind which half
 * @param forms the latent attention in both forms
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an activation
 * @see <a href="https://arxiv.org/abs/2405.04434">DeepSeek-V2, appendix C</a>
 */
public record AbsorptionOperator(
    OperatorKind kind, LatentForms forms, double weightElementBytes, double activationElementBytes)
    implements Operator {

  private long weights() {
    return kind == OperatorKind.ABSORB_QUERY
        ? forms.attention().keyExpansionWeights()
        : forms.attention().valueExpansionWeights();
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0 * weights() * sequences * query;
  }

  /** Its part of what the lesser form needs with the same weights. */
  @Override
  public double requiredMatmulFlop(long sequences, long query, long context) {
    double both =
        forms.attention().keyExpansionWeights() + forms.attention().valueExpansionWeights();
    double required = forms.requiredWeightFlop(sequences, query, context);
    return required * (weights() / both);
  }

  @Override
  public double weightBytes(long tokens) {
    return weightElementBytes * weights();
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    int headDim =
        kind == OperatorKind.ABSORB_QUERY
            ? forms.attention().nopeDim()
            : forms.attention().valueDim();
    return activationElementBytes
        * forms.attention().queryHeads()
        * ((double) headDim + forms.attention().kvRank())
        * sequences
        * query;
  }
}
