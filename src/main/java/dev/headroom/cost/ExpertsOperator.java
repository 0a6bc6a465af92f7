package dev.headroom.cost;

import dev.headroom.workload.FeedForward;

/**
 * The routed experts of a mixture: every token passes {@code k} of {@code E}. Work grows with
 * tokens; weights read grow with the number of distinct experts touched, {@code E·(1 − (1 −
 * k/E)^tokens)} expected, at least {@code k}.
 *
 * @param experts the mixture
 * @param modelDim width of the residual stream
 * @param weightElementBytes bytes of a weight
 * @param activationElementBytes bytes of an activation
 * @param spread over which devices they are shared whole
 * @see <a href="https://arxiv.org/abs/1701.06538">Shazeer et al. 2017, The sparsely-gated
 *     mixture-of-experts layer</a>
 */
public record ExpertsOperator(
    FeedForward.Experts experts,
    int modelDim,
    double weightElementBytes,
    double activationElementBytes,
    Spread spread)
    implements Operator {

  /**
   * Experts shared whole over devices: each has as many of them, and the tokens of {@code copies}
   * come to them. Routing is taken as even.
   *
   * @param ways devices that share them; 1 for all on each
   * @param copies whose tokens meet, each with as many as the step
   */
  public record Spread(int ways, int copies) {
    /** All on one device. */
    public static final Spread NONE = new Spread(1, 1);

    /** Part of the step's own tokens' work that a device does. */
    double share() {
      return (double) copies / ways;
    }
  }

  @Override
  public OperatorKind kind() {
    return OperatorKind.EXPERTS;
  }

  @Override
  public double matmulFlop(long sequences, long query, long context) {
    return 2.0
        * experts.expertWeights(modelDim)
        * experts.expertsPerToken()
        * sequences
        * query
        * spread.share();
  }

  @Override
  public double vectorFlop(long sequences, long query, long context) {
    double perToken =
        TokenOperators.gateFlop(experts.gated(), experts.expertDim()) * experts.expertsPerToken();
    return perToken * sequences * query * spread.share();
  }

  /** Experts of this device that the tokens of all copies touch. */
  private double touched(double tokens) {
    return experts.expectedExperts(tokens * spread.copies()) / spread.ways();
  }

  @Override
  public double weightBytes(long tokens) {
    return weightElementBytes * experts.expertWeights(modelDim) * touched((double) tokens);
  }

  /** All tokens may choose the same experts. */
  @Override
  public double requiredWeightBytes(long tokens) {
    return weightElementBytes
        * experts.expertWeights(modelDim)
        * experts.expertsPerToken()
        / spread.ways();
  }

  @Override
  public double activationBytes(long sequences, long query, long context) {
    double perToken =
        activationElementBytes * 2 * (modelDim + experts.expertDim()) * experts.expertsPerToken();
    return perToken * sequences * query * spread.share();
  }

  /** As of a dense feed-forward, for each expert of a token. */
  @Override
  public double savedBytes(long sequences, long query, long context) {
    double perToken =
        TokenOperators.savedByBlock(modelDim, experts.expertDim(), experts.gated())
            * experts.expertsPerToken();
    return activationElementBytes * perToken * sequences * query;
  }

  /** Tokens that an expert of those touched sees on average. */
  @Override
  public double rowsSharingOperand(long sequences, long query) {
    double tokens = (double) sequences * query;
    return tokens * experts.expertsPerToken() * spread.share() / touched(tokens);
  }

  @Override
  public double workItems(long sequences, long query) {
    return touched((double) sequences * query);
  }
}
