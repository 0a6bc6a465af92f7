package dev.headroom.cost;

import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder step of one model laid out as operators, ready to be counted for any batch. Identical
 * layers stand once.
 *
 * @param groups operators in the order of execution
 * @param precision data types
 * @param parameterBytes bytes of all weights of the model, whether this step reads them or not
 * @param streamBytesPerToken bytes of the residual stream, which lies in memory beside every
 *     operator
 */
public record StepModel(
    List<OperatorGroup> groups,
    Precision precision,
    double parameterBytes,
    double streamBytesPerToken) {
  /** Copies the list. */
  public StepModel {
    groups = List.copyOf(groups);
  }

  /**
   * Lays out the step that a scenario describes; of its batch it matters only which form latent
   * attention takes, and any batch may be counted.
   *
   * @throws IllegalArgumentException if cross-attention has no source to read, or a prompt pass is
   *     asked of an encoder–decoder model
   */
  public static StepModel of(Model model, Scenario scenario) {
    if (model.isEncoderDecoder() && scenario.phase() == Phase.PREFILL) {
      throw new IllegalArgumentException(
          "--phase prefill: the encoder pass of an encoder-decoder model is not counted yet; use --phase decode");
    }
    if (model.isEncoderDecoder() && scenario.sourceLength() == 0) {
      throw new IllegalArgumentException(
          "--input-len: an encoder-decoder model needs the length of its source, at least 1");
    }
    Precision precision = scenario.precision();
    LayerOperators layers =
        new LayerOperators(model.modelDim(), scenario.sourceLength(), precision, scenario.policy());
    List<OperatorGroup> groups = new ArrayList<>();
    groups.add(
        new OperatorGroup(
            "input",
            1,
            List.of(
                new EmbeddingOperator(
                    model.embedding(),
                    model.modelDim(),
                    precision.weights().bytes(),
                    precision.activations().bytes()))));
    for (LayerGroup group : model.decoder()) {
      Layer layer = withForm(group.layer(), scenario.batch());
      groups.add(new OperatorGroup(describe(model, layer), group.count(), layers.of(layer)));
    }
    groups.add(
        new OperatorGroup(
            "output",
            1,
            List.of(
                layers.norm(OperatorKind.FINAL_NORM),
                new OutputHeadOperator(
                    model.embedding().vocabularySize(),
                    model.modelDim(),
                    precision.weights().bytes(),
                    precision.activations().bytes()))));
    return new StepModel(
        groups,
        precision,
        precision.weights().bytes() * model.parameters(),
        precision.activations().bytes() * model.modelDim());
  }

  /**
   * Latent attention left to choose takes the form with less arithmetic for the scenario's batch.
   */
  static Layer withForm(Layer layer, Batch batch) {
    Attention attention = layer.attention();
    if (attention instanceof LatentAttention latent && latent.form() == LatentAttention.Form.AUTO) {
      return new Layer(
          latent.withForm(LatentForms.lesser(latent, batch)),
          layer.crossAttention(),
          layer.feedForward(),
          layer.parallel());
    }
    return layer;
  }

  private static String describe(Model model, Layer layer) {
    String feedForward = layer.feedForward() instanceof FeedForward.Experts ? ", experts" : "";
    return model.decoder().size() == 1
        ? "decoder layers"
        : "decoder layers (" + layer.attention().mask().describe() + feedForward + ")";
  }

  /** Counts every operator for a batch. */
  public StepCost count(Batch batch) {
    List<OperatorCost> costs = new ArrayList<>();
    for (OperatorGroup group : groups) {
      for (Operator operator : group.operators()) {
        costs.add(OperatorCost.of(group, operator, batch));
      }
    }
    return new StepCost(costs, streamBytesPerToken * batch.tokens());
  }
}
