package dev.headroom.workload;

import static dev.headroom.workload.Require.notNegative;
import static dev.headroom.workload.Require.positive;

/** The part of a layer that treats every token alone: dense, or a mixture of experts. */
public sealed interface FeedForward {

  /** Weights; biases are not counted. */
  long parameters(long modelDim);

  /**
   * Matrices between the model width and a hidden width: up and down, and a gate if there is one.
   */
  static int matrices(boolean gated) {
    return gated ? 3 : 2;
  }

  /**
   * One block that every token passes.
   *
   * @param hiddenDim hidden width, {@code d_ff}
   * @param gated whether a third matrix gates the hidden values (GLU and its kin)
   */
  record Dense(int hiddenDim, boolean gated) implements FeedForward {
    /** Checks the range. */
    public Dense {
      positive("intermediate_size", hiddenDim);
    }

    @Override
    public long parameters(long modelDim) {
      return modelDim * hiddenDim * matrices(gated);
    }
  }

  /**
   * Experts of which every token passes a few, and a block beside them that all tokens pass.
   *
   * @param experts routed experts
   * @param expertsPerToken routed experts that a token passes
   * @param expertDim hidden width of a routed expert
   * @param sharedDim hidden width of the shared experts together; 0 if there are none
   * @param gated whether the experts are gated
   */
  record Experts(int experts, int expertsPerToken, int expertDim, int sharedDim, boolean gated)
      implements FeedForward {
    /** Checks the ranges. */
    public Experts {
      positive("num_experts", experts);
      positive("num_experts_per_tok", expertsPerToken);
      positive("moe_intermediate_size", expertDim);
      notNegative("shared expert width", sharedDim);
      if (expertsPerToken > experts) {
        throw new IllegalArgumentException(
            "num_experts_per_tok: must be at most num_experts "
                + experts
                + ", was "
                + expertsPerToken);
      }
    }

    /** Weights of one routed expert. */
    public long expertWeights(long modelDim) {
      return modelDim * expertDim * matrices(gated);
    }

    /** Weights of the shared experts together. */
    public long sharedWeights(long modelDim) {
      return modelDim * sharedDim * matrices(gated);
    }

    /** Weights of the router, {@code d·E}. */
    public long routerWeights(long modelDim) {
      return modelDim * experts;
    }

    @Override
    public long parameters(long modelDim) {
      return experts * expertWeights(modelDim) + sharedWeights(modelDim) + routerWeights(modelDim);
    }

    /**
     * Experts that {@code tokens} tokens touch if each picks its own at random: {@code E·(1 − (1 −
     * k/E)^tokens)}. Training balances the router towards this; real text touches somewhat fewer.
     */
    public double expectedExperts(double tokens) {
      if (tokens <= 1) {
        return expertsPerToken;
      }
      double share = (double) expertsPerToken / experts;
      double touched = -experts * Math.expm1(tokens * Math.log1p(-share));
      return Math.max(expertsPerToken, touched);
    }
  }
}
