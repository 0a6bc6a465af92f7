package dev.headroom.cost;

/**
 * Latent attention's expansion: every visible token's latent becomes one key and one value per
 * head, {@code 2·keys·rank·Hq·(nope+dv)} FLOP, cached tokens included. That is why the expanded
 * form suits long prompts and the absorbed one decoding.
 *
 * @param forms the latent attention in both forms
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an element of the expanded keys and values
 * @param latentBytes bytes of a token's latent in the cache
 * @see <a href="https://arxiv.org/abs/2405.04434">DeepSeek-V2, equations 9 to 11</a>
 */
public record LatentExpansionOperator(
    LatentForms forms, double weightElementBytes, double activationElementBytes, double latentBytes)
    implements Operator {

  @Override
  public OperatorKind kind() {
    return OperatorKind.LATENT_EXPANSION;
  }

  private long weights() {
    return forms.attention().keyExpansionWeights() + forms.attention().valueExpansionWeights();
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0 * weights() * sequences * forms.attention().mask().visibleKeys(query, context);
  }

  /** What the lesser of both forms needs with the same weights. */
  @Override
  public double requiredMatmulFlop(long sequences, long query, long context) {
    return forms.requiredWeightFlop(sequences, query, context);
  }

  @Override
  public double weightBytes(long tokens) {
    return weightElementBytes * weights();
  }

  @Override
  public double kvReadBytes(long sequences, long query, long context) {
    return latentBytes * sequences * forms.attention().mask().visibleKeys(query, context);
  }

  @Override
  public double requiredKvReadBytes(long sequences, long query, long context) {
    return latentBytes * sequences * forms.attention().mask().cachedKeys(query, context);
  }

  /** Keys and values written for all heads. */
  @Override
  public double activationBytes(long sequences, long query, long context) {
    double perKey =
        activationElementBytes
            * forms.attention().queryHeads()
            * (forms.attention().nopeDim() + forms.attention().valueDim());
    return perKey * sequences * forms.attention().mask().visibleKeys(query, context);
  }
}
