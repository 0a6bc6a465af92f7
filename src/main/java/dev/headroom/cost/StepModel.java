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
import dev.headroom.workload.Sharding;
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
    return of(model, scenario, Sharding.NONE, 1);
  }

  /**
   * The same as one device of the largest stage does it, with what it tells others: to be counted
   * for a device's share of the batch.
   *
   * @param own the scenario with the sequences of one group on one device
   * @param groups of sequences that pass the stage one after another, each counted
   * @throws IllegalArgumentException too if the model cannot be spread so
   */
  public static StepModel of(Model model, Scenario own, Sharding sharding, int groups) {
    if (model.isEncoderDecoder() && own.sourceLength() == 0) {
      throw new IllegalArgumentException(
          "--input-len: an encoder-decoder model needs the length of its source, at least 1");
    }
    if (own.sharedPrefix() > 0 && own.batch().segments().size() > 1) {
      throw new IllegalArgumentException(
          "--shared-prefix: is counted for equal sequences; leave --sequences out");
    }
    if (sharding.context() > 1 && (own.sharedPrefix() > 0 || model.isEncoderDecoder())) {
      throw new IllegalArgumentException(
          "--context-parallel: is counted for decoders without a shared prefix");
    }
    Shares shares = new Shares(sharding, model, own);
    Model part = sharding.shard(model);
    Parts parts =
        new Parts(model, part, own, new LayerOperators(model.modelDim(), own, shares), shares);
    boolean encodes = model.isEncoderDecoder() && own.phase() == Phase.PREFILL;
    List<OperatorGroup> once = encodes ? encoderPass(parts) : decoderStep(parts);
    Precision precision = own.precision();
    return new StepModel(
        once.stream().map(group -> group.times(groups)).toList(),
        precision,
        precision.weights().bytes() * sharding.parameters(model),
        precision.activations().bytes() * model.modelDim() / shares.normWays());
  }

  /** What a step is laid out of: a whole model and the part of it that a device has. */
  private record Parts(
      Model whole, Model part, Scenario scenario, LayerOperators layers, Shares shares) {}

  /**
   * Whether the head is needed at every new position: equal sequences of guessed tokens. In a
   * ragged batch more than one new token is a piece of a prompt, of which the last position counts.
   */
  private static boolean isVerification(Scenario scenario) {
    return scenario.phase() == Phase.DECODE && scenario.batch().segments().size() == 1;
  }

  /** The encoder over its source, then the keys and values of every decoder layer's source. */
  private static List<OperatorGroup> encoderPass(Parts parts) {
    Scenario scenario = parts.scenario();
    Model model = parts.part();
    LayerOperators layers = parts.layers();
    if (scenario.beams() > 1 || scenario.batch().longestContext() > 0) {
      throw new IllegalArgumentException(
          "--phase prefill: an encoder reads each source once and whole; leave --beams and"
              + " --context-length out");
    }
    List<OperatorGroup> groups = new ArrayList<>();
    groups.add(input(parts));
    for (int i = 0; i < model.encoder().size(); i++) {
      LayerGroup group = model.encoder().get(i);
      List<Operator> operators = new ArrayList<>(layers.ofEncoder(group.layer()));
      operators.addAll(parts.shares().exchangesOf(parts.whole().encoder().get(i).layer()));
      groups.add(new OperatorGroup("encoder layers", group.count(), operators));
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

  private static OperatorGroup input(Parts parts) {
    Precision precision = parts.scenario().precision();
    List<Operator> operators = new ArrayList<>();
    operators.add(
        new EmbeddingOperator(
            parts.part().embedding(),
            parts.part().modelDim(),
            precision.weights().bytes(),
            precision.activations().bytes()));
    operators.addAll(parts.shares().exchangesOfTables());
    return new OperatorGroup("input", 1, operators);
  }

  private static List<OperatorGroup> decoderStep(Parts parts) {
    Scenario scenario = parts.scenario();
    Model model = parts.part();
    Precision precision = scenario.precision();
    List<OperatorGroup> groups = new ArrayList<>();
    groups.add(input(parts));
    for (int i = 0; i < model.decoder().size(); i++) {
      LayerGroup group = model.decoder().get(i);
      Layer layer = withForm(group.layer(), scenario.batch());
      Layer whole = withForm(parts.whole().decoder().get(i).layer(), scenario.batch());
      groups.add(
          new OperatorGroup(
              describe(model, layer), group.count(), parts.layers().of(layer, whole)));
    }
    List<Operator> output = new ArrayList<>();
    output.add(parts.layers().norm(OperatorKind.FINAL_NORM));
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
    output.addAll(parts.shares().handOver());
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
