package dev.headroom.cost;

import dev.headroom.workload.Batch;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Training;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A training step on one device: forward, loss, backward, update of all weights. The target's
 * tokens are the batch's new tokens, every one of which meets the output head.
 *
 * @param step all operators in order
 * @param layers the forward pass of the layers
 * @param ends the forward pass of what stands before, between and behind them
 * @param training how it is trained
 * @param parameters weights of the model
 */
public record TrainingModel(
    StepModel step,
    List<OperatorGroup> layers,
    List<OperatorGroup> ends,
    Training training,
    long parameters) {

  /** Forward and twice that backward. */
  private static final int PASSES = 3;

  /** Copies the lists. */
  public TrainingModel {
    layers = List.copyOf(layers);
    ends = List.copyOf(ends);
  }

  /**
   * Bytes of device memory.
   *
   * @param weights of the model
   * @param gradients of them, in their type
   * @param optimizer what the optimiser keeps
   * @param activations kept for the backward pass when nothing is recomputed
   * @param recomputedActivations kept when layers are recomputed: each layer's input, and all of
   *     the layer that keeps most
   * @param workspace of the operator that needs most
   */
  public record Memory(
      double weights,
      double gradients,
      double optimizer,
      double activations,
      double recomputedActivations,
      double workspace) {
    /** All of it, in the way of training. */
    public double requiredBytes(boolean recompute) {
      double kept = recompute ? recomputedActivations : activations;
      return weights + gradients + optimizer + kept + workspace;
    }
  }

  /**
   * Lays the step out.
   *
   * @throws IllegalArgumentException if the model's attention is not counted in training, or the
   *     scenario asks for a cache, hypotheses or a missing source
   */
  public static TrainingModel of(Model model, Scenario scenario, Training training) {
    requirePlain(model, scenario);
    LayerOperators operators =
        new LayerOperators(model.modelDim(), scenario, Shares.none(model, scenario));
    Precision precision = scenario.precision();
    List<OperatorGroup> layers = new ArrayList<>();
    List<OperatorGroup> ends = new ArrayList<>();
    ends.add(group("input", 1, embedding(model, precision)));
    if (model.isEncoderDecoder()) {
      SeenOperator.View source = new SeenOperator.OfSource(scenario.sourceLength());
      ends.add(seen(group("source", 1, embedding(model, precision)), source));
      for (LayerGroup each : model.encoder()) {
        List<Operator> layer = operators.ofEncoder(each.layer());
        layers.add(seen(new OperatorGroup("encoder layers", each.count(), layer), source));
      }
      ends.add(seen(group("encoder output", 1, operators.norm(OperatorKind.FINAL_NORM)), source));
    }
    for (LayerGroup each : model.decoder()) {
      Layer layer = each.layer();
      layers.add(
          new OperatorGroup(
              StepModel.describe(model, layer), each.count(), operators.ofTraining(layer)));
    }
    ends.add(output(model, precision, operators));
    List<OperatorGroup> groups = new ArrayList<>(layers);
    groups.addAll(ends);
    StepModel step =
        new StepModel(
            withBackward(groups, layers, scenario, training, model),
            precision,
            precision.weights().bytes() * model.parameters(),
            precision.activations().bytes() * model.modelDim());
    return new TrainingModel(step, layers, ends, training, model.parameters());
  }

  private static void requirePlain(Model model, Scenario scenario) {
    if (scenario.batch().longestContext() > 0
        || scenario.beams() > 1
        || scenario.batch().segments().size() > 1) {
      throw new IllegalArgumentException(
          "--phase train: a training step has equal sequences without a cache; leave --beams,"
              + " --context-length and --sequences out");
    }
    if (model.isEncoderDecoder() && scenario.sourceLength() == 0) {
      throw new IllegalArgumentException(
          "--input-len: an encoder-decoder model needs the length of its source, at least 1");
    }
  }

  private static Operator embedding(Model model, Precision precision) {
    return new EmbeddingOperator(
        model.embedding(),
        model.modelDim(),
        precision.weights().bytes(),
        precision.activations().bytes());
  }

  private static OperatorGroup output(Model model, Precision precision, LayerOperators operators) {
    int vocabulary = model.embedding().vocabularySize();
    double activation = precision.activations().bytes();
    return new OperatorGroup(
        "output",
        1,
        List.of(
            operators.norm(OperatorKind.FINAL_NORM),
            new OutputHeadOperator(
                vocabulary, model.modelDim(), precision.weights().bytes(), activation, true),
            new LossOperator(vocabulary, activation)));
  }

  private static OperatorGroup group(String name, int repeats, Operator operator) {
    return new OperatorGroup(name, repeats, List.of(operator));
  }

  private static OperatorGroup seen(OperatorGroup group, SeenOperator.View view) {
    return new OperatorGroup(
        group.name(),
        group.repeats(),
        group.operators().stream()
            .map(operator -> (Operator) new SeenOperator(operator, view))
            .toList());
  }

  private static List<OperatorGroup> withBackward(
      List<OperatorGroup> forward,
      List<OperatorGroup> layers,
      Scenario scenario,
      Training training,
      Model model) {
    List<OperatorGroup> groups = new ArrayList<>(forward);
    List<OperatorGroup> reversed = new ArrayList<>(forward);
    Collections.reverse(reversed);
    for (OperatorGroup group : reversed) {
      boolean recompute = training.recompute() && layers.contains(group);
      List<Operator> backward = new ArrayList<>();
      for (Operator operator : group.operators()) {
        if (operator.kind() != OperatorKind.LOSS) {
          boolean core = operator.multipliesActivations() && scenario.policy().fused();
          backward.add(0, new BackwardOperator(operator, core, recompute));
        }
      }
      groups.add(new OperatorGroup(group.name() + ", backward", group.repeats(), backward));
    }
    groups.add(
        group(
            "update",
            1,
            new OptimizerOperator(
                model.parameters(),
                scenario.precision().weights().bytes(),
                training.optimizer().stateBytesPerParameter())));
    return groups;
  }

  /** FLOP that the model needs whoever trains it: three times those of its forward pass. */
  public double modelFlop(Batch batch) {
    double forward = 0;
    for (List<OperatorGroup> groups : List.of(layers, ends)) {
      for (OperatorGroup group : groups) {
        for (Operator operator : group.operators()) {
          forward +=
              group.repeats()
                  * operator.requiredMatmulFlop(batch.sequences(), batch.longestQuery(), 0);
        }
      }
    }
    return PASSES * forward;
  }

  /** What lies in memory; of a layer's input the stream in the activations' type is kept. */
  public Memory memory(Batch batch, StepCost cost) {
    double kept = 0;
    double inputs = 0;
    double largest = 0;
    for (OperatorGroup group : layers) {
      double saved = saved(group, batch);
      kept += group.repeats() * saved;
      inputs += group.repeats() * input(group, batch);
      largest = Math.max(largest, saved);
    }
    double others = 0;
    for (OperatorGroup group : ends) {
      others += group.repeats() * saved(group, batch);
    }
    double workspace =
        cost.operators().stream().mapToDouble(each -> each.memory().workspace()).max().orElse(0);
    double state = (double) training.optimizer().stateBytesPerParameter() * parameters;
    return new Memory(
        step.parameterBytes(),
        step.parameterBytes(),
        state,
        kept + others,
        inputs + largest + others,
        workspace);
  }

  private static double saved(OperatorGroup group, Batch batch) {
    double sum = 0;
    for (Operator operator : group.operators()) {
      sum += operator.savedBytes(batch.sequences(), batch.longestQuery(), 0);
    }
    return sum;
  }

  /** A layer begins with a norm, which keeps the layer's input. */
  private static double input(OperatorGroup group, Batch batch) {
    return group.operators().get(0).savedBytes(batch.sequences(), batch.longestQuery(), 0);
  }
}
