package dev.headroom.report.view;

import dev.headroom.cost.TrainingModel;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.timing.TrainingEstimate;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Training steps: times, utilisation, and what must lie in memory. */
public final class TrainingView {
  private static final String DEFINITIONS =
      "Utilisation: matrix FLOP of three forward passes, of visible pairs and weights, over what the"
          + " device could do in that time at its dense peak. Recomputation keeps the input of each"
          + " layer only and runs its forward pass again.";

  private TrainingView() {}

  /**
   * The report of variants side by side; speed-ups are over the first of each group.
   *
   * @param groups one for each device and step
   */
  public static Report of(Origin origin, List<List<TrainingEstimate>> groups) {
    Section.Builder times =
        Section.builder("Time of a step")
            .column("device", "Device", Quantity.TEXT)
            .column("batch_size", "Batch", Quantity.COUNT)
            .column("query_length", "Target", Quantity.COUNT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("flop", "Work", Quantity.FLOP)
            .column("bytes", "Traffic", Quantity.BYTES)
            .column("lower_bound_s", "Lower bound", Quantity.SECONDS)
            .column("roofline_s", "Roofline", Quantity.SECONDS)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("mfu", "Utilisation", Quantity.FRACTION)
            .column("speed", "Speed", Quantity.TOKENS_PER_SECOND)
            .column("speedup", "Speed-up", Quantity.RATIO);
    Section.Builder memory =
        Section.builder("Memory")
            .column("device", "Device", Quantity.TEXT)
            .column("batch_size", "Batch", Quantity.COUNT)
            .column("query_length", "Target", Quantity.COUNT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("weights", "Weights", Quantity.BYTES)
            .column("gradients", "Gradients", Quantity.BYTES)
            .column("optimizer", "Optimiser", Quantity.BYTES)
            .column("activations", "Activations", Quantity.BYTES)
            .column("recomputed", "Recomputed", Quantity.BYTES)
            .column("needed", "Needed", Quantity.BYTES)
            .column("capacity", "Memory", Quantity.BYTES)
            .column("fits", "Fits", Quantity.TEXT);
    List<Result> results = new ArrayList<>();
    for (List<TrainingEstimate> group : groups) {
      for (TrainingEstimate each : group) {
        double speedup = group.get(0).bestSeconds() / each.bestSeconds();
        addTimes(times, each, speedup);
        addMemory(memory, each);
        results.add(result(each, speedup));
      }
    }
    return Report.of(
            origin, heading(groups.get(0).get(0)), List.of(times.build(), memory.build()), results)
        .withRemark(DEFINITIONS)
        .withRemark(
            "Utilisation, speed (tokens of sources and targets) and speed-up are of the predicted"
                + " time where the profile says what programs reach, else of the roofline. The"
                + " exchange of gradients between devices is not counted.");
  }

  private static String heading(TrainingEstimate first) {
    Scenario scenario = first.scenario();
    return "Training step of "
        + first.model().name()
        + (scenario.sourceLength() > 0 ? ", sources of " + scenario.sourceLength() : "")
        + ", optimiser "
        + first.layout().training().optimizer().key()
        + (first.layout().training().recompute() ? ", layers recomputed: " : ": ")
        + Words.program(scenario);
  }

  private static void addTimes(Section.Builder table, TrainingEstimate each, double speedup) {
    double seconds = each.bestSeconds();
    table.row(
        each.device().name(),
        each.scenario().batch().sequences(),
        each.scenario().batch().longestQuery(),
        Words.variant(each.model().attention().variant()),
        each.cost().work().matmulFlop(),
        each.cost().traffic().total(),
        each.times().lowerBoundSeconds(),
        each.times().rooflineSeconds(),
        each.predictedSeconds(),
        each.modelFlopUtilisation(seconds),
        each.tokens() / seconds,
        speedup);
  }

  private static void addMemory(Section.Builder table, TrainingEstimate each) {
    TrainingModel.Memory memory = each.memory();
    table.row(
        each.device().name(),
        each.scenario().batch().sequences(),
        each.scenario().batch().longestQuery(),
        Words.variant(each.model().attention().variant()),
        memory.weights(),
        memory.gradients(),
        memory.optimizer(),
        memory.activations(),
        memory.recomputedActivations(),
        memory.requiredBytes(each.layout().training().recompute()),
        each.device().capacityBytes(),
        each.fits() ? "yes" : "no");
  }

  private static Result result(TrainingEstimate each, double speedup) {
    Scenario scenario = each.scenario();
    TrainingModel.Memory memory = each.memory();
    OptionalDouble predicted = each.predictedSeconds();
    Result.Builder result =
        Result.builder()
            .put("device", each.device().name())
            .put("kernel", null)
            .put("runtime", scenario.policy().name())
            .put("cache_state", scenario.cacheState().key())
            .put("model", each.model().name())
            .put("parameters", each.model().parameters())
            .put("phase", "train")
            .put("attention", each.model().attention().variant())
            .put("batch_size", scenario.batch().sequences())
            .put("query_length", scenario.batch().longestQuery())
            .put("input_len", scenario.sourceLength() == 0 ? null : scenario.sourceLength())
            .put("dtype", scenario.precision().weights().key())
            .put("activation_dtype", scenario.precision().activations().key())
            .put("optimizer", each.layout().training().optimizer().key())
            .put("recompute", each.layout().training().recompute());
    EstimateResult.putHeads(each.model().attention(), result);
    return result
        .put("flop", each.cost().work().matmulFlop())
        .put("model_flop", each.modelFlop())
        .put("bytes", each.cost().traffic().total())
        .put("lower_bound_s", each.times().lowerBoundSeconds())
        .put("roofline_s", each.times().rooflineSeconds())
        .put("predicted_s", predicted)
        .put("bound", each.times().bound().key())
        .put(
            "roofline_model_flop_utilisation",
            each.modelFlopUtilisation(each.times().rooflineSeconds()))
        .put(
            "predicted_model_flop_utilisation",
            predicted.isPresent() ? each.modelFlopUtilisation(predicted.getAsDouble()) : null)
        .put("tokens_per_s", each.tokens() / each.times().rooflineSeconds())
        .put("bytes_weights", memory.weights())
        .put("bytes_gradients", memory.gradients())
        .put("bytes_optimizer", memory.optimizer())
        .put("bytes_saved_activations", memory.activations())
        .put("bytes_saved_activations_recomputed", memory.recomputedActivations())
        .put("memory_required_bytes", memory.requiredBytes(each.layout().training().recompute()))
        .put("memory_capacity_bytes", each.device().capacityBytes())
        .put("fits", each.fits())
        .put("speedup", speedup)
        .build();
  }
}
