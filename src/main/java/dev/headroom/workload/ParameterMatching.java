package dev.headroom.workload;

import java.util.List;
import java.util.stream.Stream;

/**
 * Gives a variant the parameter count of its baseline by widening every dense feed-forward by the
 * same number of channels, as Shazeer 2019, section 4.1, does (4096 → 5440 for multi-query
 * attention in the translation model).
 */
public final class ParameterMatching {
  private ParameterMatching() {}

  /**
   * The variant with feed-forwards so wide that its parameters are nearest to the baseline's.
   *
   * @throws IllegalArgumentException if it has no dense feed-forward, or would need one narrower
   *     than one channel
   */
  public static Model match(Model variant, Model baseline) {
    long weightsPerChannel = weightsPerChannel(variant);
    if (weightsPerChannel == 0) {
      throw new IllegalArgumentException(
          "--match-parameters: model '" + variant.name() + "' has no dense feed-forward to widen");
    }
    long missing = baseline.parameters() - variant.parameters();
    int channels = Math.toIntExact(Math.round((double) missing / weightsPerChannel));
    return variant.mapLayers(layer -> widen(layer, channels));
  }

  /** Weights that one more channel in every dense feed-forward adds. */
  private static long weightsPerChannel(Model model) {
    List<LayerGroup> groups =
        Stream.concat(model.decoder().stream(), model.encoder().stream()).toList();
    long weights = 0;
    for (LayerGroup group : groups) {
      if (group.layer().feedForward() instanceof FeedForward.Dense dense) {
        weights += (long) group.count() * FeedForward.matrices(dense.gated()) * model.modelDim();
      }
    }
    return weights;
  }

  private static Layer widen(Layer layer, int channels) {
    if (!(layer.feedForward() instanceof FeedForward.Dense dense)) {
      return layer;
    }
    FeedForward wider = new FeedForward.Dense(dense.hiddenDim() + channels, dense.gated());
    return new Layer(layer.attention(), layer.crossAttention(), wider, layer.parallel());
  }
}
