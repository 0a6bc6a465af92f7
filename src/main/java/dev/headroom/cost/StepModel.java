package dev.headroom.cost;

import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
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
   * attention takes and whether it is ragged, and any batch may be counted.
   *
   * <p>The prompt pass of an encoder–decoder model is its encoder's: every new token is one of the
   * source, and the keys and values of cross-attention are made once for all later steps.
   *
   * @throws IllegalArgumentException if cross-attention has no source to read, an encoder is asked
   *     for beams, or a shared prefix cannot be counted under a layer's mask
   */
  public static StepModel of(Model model, Scenario scenario) {
    if (model.isEncoderDecoder() && scenario.sourceLength() == 0) {
      throw new IllegalArgumentException(
          "--input-len: an encoder-decoder model needs the length of its source, at least 1");
    }
    if (scenario.sharedPrefix() > 0 && scenario.batch().segments().size() > 1) {
      throw new IllegalArgumentException(
          "--shared-prefix: is counted for equal sequences; leave --sequences out");
    }
    LayerOperators layers = new LayerOperators(model.modelDim(), scenario);
    boolean encodes = model.isEncoderDecoder() && scenario.phase() == Phase.PREFILL;
    List<OperatorGroup> groups =
        encodes ? encoderPass(model, scenario, layers) : decoderStep(model, scenario, layers);
    Precision precision = scenario.precision();
    return new StepModel(
        groups,
        precision,
        precision.weights().bytes() * model.parameters(),
        precision.activations().bytes() * model.modelDim());
  }

  /**
   * Whether the head is needed at every new position: equal sequences of guessed tokens. In a
   * ragged batch more than one new token is a piece of a prompt, of which the last position counts.
   */
  private static boolean isVerification(Scenario scenario) {
    return scenario.phase() == Phase.DECODE && scenario.batch().segments().size() == 1;
  }

  /** The encoder over its source, then the keys and values of every decoder layer's source. */
  private static List<OperatorGroup> encoderPass(
      Model model, Scenario scenario, LayerOperators layers) {
    if (scenario.beams() > 1 || scenario.batch().longestContext() > 0) {
      throw new IllegalArgumentException(
          "--phase prefill: an encoder reads each source once and whole; leave --beams and"
              + " --context-length out");
    }
    List<OperatorGroup> groups = new ArrayList<>();
    groups.add(input(model, scenario.precision()));
    for (LayerGroup group : model.encoder()) {
      groups.add(
          new OperatorGroup("encoder layers", group.count(), layers.ofEncoder(group.layer())));
    }
    groups.add(
        new OperatorGroup("encoder output", 1, List.of(layers.norm(OperatorKind.FINAL_NORM))));
    for (LayerGroup group : model.decoder()) {
      GroupedAttention cross = group.layer().crossAttention();
      if (cross != null) {
        groups.add(
            new OperatorGroup(
                "cross-attention of " + describe(model, group.layer()),
                group.count(),
                layers.ofSourceKeys(cross)));
      }
    }
    return groups;
  }

  private static OperatorGroup input(Model model, Precision precision) {
    return new OperatorGroup(
        "input",
        1,
        List.of(
            new EmbeddingOperator(
                model.embedding(),
                model.modelDim(),
                precision.weights().bytes(),
                precision.activations().bytes())));
  }

  private static List<OperatorGroup> decoderStep(
      Model model, Scenario scenario, LayerOperators layers) {
    Precision precision = scenario.precision();
    List<OperatorGroup> groups = new ArrayList<>();
    groups.add(input(model, precision));
    for (LayerGroup group : model.decoder()) {
      Layer layer = withForm(group.layer(), scenario.batch());
      groups.add(new OperatorGroup(describe(model, layer), group.count(), layers.of(layer)));
    }
    List<Operator> output = new ArrayList<>();
    output.add(layers.norm(OperatorKind.FINAL_NORM));
    output.add(
        new OutputHeadOperator(
            model.embedding().vocabularySize(),
            model.modelDim(),
            precision.weights().bytes(),
            precision.activations().bytes(),
            isVerification(scenario)));
    if (scenario.beams() > 1) {
      output.add(new BeamSelectionOperator(model.embedding().vocabularySize()));
    }
    groups.add(new OperatorGroup("output", 1, output));
    return groups;
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

  /**
   * Which decoder groups take the expanded form of latent attention for a batch, a bit each: steps
   * of a model with the same bits have the same operators.
   */
  public static long expandedForms(Model model, Batch batch) {
    long bits = 0;
    List<LayerGroup> groups = model.decoder();
    for (int i = 0; i < groups.size(); i++) {
      boolean expanded =
          withForm(groups.get(i).layer(), batch).attention() instanceof LatentAttention latent
              && latent.form() == LatentAttention.Form.EXPANDED;
      bits |= expanded ? 1L << (i % Long.SIZE) : 0;
    }
    return bits;
  }

  static String describe(Model model, Layer layer) {
    String feedForward = layer.feedForward() instanceof FeedForward.Experts ? ", experts" : "";
    return model.decoder().size() == 1
        ? "decoder layers"
        : "decoder layers (" + layer.attention().mask().describe() + feedForward + ")";
  }

  /** Whether it is an encoder's pass over sources, to which nothing is cached. */
  public boolean isEncoderPass() {
    return groups.stream()
        .flatMap(group -> group.operators().stream())
        .anyMatch(operator -> operator.kind() == OperatorKind.CROSS_KEY_VALUE);
  }

  /** One layer's operators of this kind alone. */
  public StepModel only(OperatorKind kind) {
    OperatorGroup group =
        groups.stream()
            .filter(each -> each.operators().stream().anyMatch(operator -> operator.kind() == kind))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no layer has " + kind.key()));
    List<Operator> operators =
        group.operators().stream().filter(operator -> operator.kind() == kind).toList();
    return new StepModel(
        List.of(new OperatorGroup(group.name(), 1, operators)), precision, parameterBytes, 0);
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
