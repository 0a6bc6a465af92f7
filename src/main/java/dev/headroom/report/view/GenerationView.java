package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.Generation;
import dev.headroom.timing.Generation.Total;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Whole generations: times to the first token, from token to token and in all. */
public final class GenerationView {
  private static final String DEFINITIONS =
      "First token: from the start until the first token is there, which is the prompt pass or, with"
          + " an encoder, its pass and one step. Per token: mean time from one token to the next, over"
          + " all but the first. Total: from the start to the last token, an exact sum over all steps."
          + " Speed: tokens of all sequences over the total.";

  private GenerationView() {}

  /**
   * The report of variants side by side; speed-ups are over the first of each group.
   *
   * @param groups one for each device and request
   */
  public static Report of(Origin origin, List<List<Generation>> groups) {
    Section.Builder table =
        Section.builder("Time of a generation")
            .column("device", "Device", Quantity.TEXT)
            .column("batch_size", "Batch", Quantity.COUNT)
            .column("input_len", "Input", Quantity.COUNT)
            .column("output_len", "Output", Quantity.COUNT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("lower_bound_s", "Lower bound", Quantity.SECONDS)
            .column("roofline_s", "Roofline", Quantity.SECONDS)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("first", "First token", Quantity.SECONDS)
            .column("per", "Per token", Quantity.SECONDS)
            .column("speed", "Speed", Quantity.TOKENS_PER_SECOND)
            .column("speedup", "Speed-up", Quantity.RATIO)
            .column("kv_cache_bytes", "KV cache", Quantity.BYTES)
            .column("fits", "Fits", Quantity.TEXT);
    List<Result> results = new ArrayList<>();
    for (List<Generation> group : groups) {
      for (Generation each : group) {
        addRow(table, each, group.get(0));
        results.add(result(each, group.get(0)));
      }
    }
    Generation first = groups.get(0).get(0);
    Report report =
        Report.of(origin, heading(first), List.of(table.build()), results)
            .withRemark(DEFINITIONS)
            .withRemark(basis(groups));
    Scenario step = first.request().base();
    return step.policy().compiled().fixedShapes()
        ? report.withRemark(
            "The program has fixed shapes: every step works on a cache padded to its full length.")
        : report;
  }

  private static String basis(List<List<Generation>> groups) {
    boolean all =
        groups.stream()
            .flatMap(List::stream)
            .allMatch(each -> each.total().predicted().isPresent());
    return all
        ? "First token, per token, speed and speed-up are of the predicted time: what programs were"
            + " seen to reach of this device (headroom devices show), one operator after another."
        : "First token, per token, speed and speed-up are of the predicted time where there is one,"
            + " else of the roofline: of the other devices nobody has said what programs reach"
            + " (compute.matrix_efficiency in a profile).";
  }

  private static String heading(Generation first) {
    GenerationRequest request = first.request();
    return "Generation by "
        + first.model().name()
        + ": "
        + Words.program(request.base())
        + (request.base().beams() > 1
            ? " Beam search with " + request.base().beams() + " hypotheses of each sequence."
            : "");
  }

  private static double best(Total total) {
    return total.predicted().orElse(total.rooflineSeconds());
  }

  private static double speedup(Generation each, Generation first) {
    return best(first.total()) / best(each.total());
  }

  private static void addRow(Section.Builder table, Generation each, Generation first) {
    GenerationRequest request = each.request();
    Total total = each.total();
    table.row(
        each.device().name(),
        request.sequences(),
        request.inputLength(),
        request.outputLength(),
        Words.variant(each.model().attention().variant()),
        total.lowerBoundSeconds(),
        total.rooflineSeconds(),
        total.predicted(),
        best(each.toFirstToken()),
        perToken(each, GenerationView::best),
        each.tokens() / best(total),
        speedup(each, first),
        each.lastStep().memory().kvCacheBytes(),
        each.fits() ? "yes" : "no");
  }

  private static OptionalDouble perToken(Generation each, ToDoubleFunction<Total> seconds) {
    Optional<Total> rest = each.perOutputToken();
    return rest.isPresent()
        ? OptionalDouble.of(seconds.applyAsDouble(rest.get()))
        : OptionalDouble.empty();
  }

  private static Result result(Generation each, Generation first) {
    GenerationRequest request = each.request();
    Scenario base = request.base();
    Result.Builder result =
        Result.builder()
            .put("device", each.device().name())
            .put("kernel", null)
            .put("runtime", base.policy().name())
            .put("cache_state", base.cacheState().key())
            .put("model", each.model().name())
            .put("parameters", each.model().parameters())
            .put("phase", "generate")
            .put("attention", each.model().attention().variant())
            .put("batch_size", request.sequences())
            .put("input_len", request.inputLength())
            .put("output_len", request.outputLength())
            .put("beams", base.beams())
            .put("dtype", base.precision().weights().key())
            .put("kv_cache_dtype", base.precision().kvCache().toString())
            .put("activation_dtype", base.precision().activations().key());
    EstimateResult.putHeads(each.model().attention(), result);
    putTimes(each, result);
    putMemory(each, result);
    return result.put("speedup", speedup(each, first)).build();
  }

  private static void putTimes(Generation each, Result.Builder result) {
    Total total = each.total();
    result
        .put("flop", total.flop())
        .put("bytes", total.bytes())
        .put("lower_bound_s", total.lowerBoundSeconds())
        .put("roofline_s", total.rooflineSeconds())
        .put("predicted_s", total.predicted())
        .put("prompt_roofline_s", each.promptTotal().rooflineSeconds())
        .put("prompt_predicted_s", each.promptTotal().predicted())
        .put("time_to_first_token_s", each.toFirstToken().rooflineSeconds())
        .put("time_per_output_token_s", perToken(each, Total::rooflineSeconds))
        .put("tokens_per_s", each.tokens() / total.rooflineSeconds())
        .put("predicted_time_to_first_token_s", each.toFirstToken().predicted())
        .put("predicted_time_per_output_token_s", predictedPerToken(each))
        .put("predicted_tokens_per_s", predictedSpeed(each));
  }

  private static OptionalDouble predictedPerToken(Generation each) {
    return each.total().predicted().isPresent()
        ? perToken(each, Total::predictedSeconds)
        : OptionalDouble.empty();
  }

  private static @Nullable Double predictedSpeed(Generation each) {
    OptionalDouble seconds = each.total().predicted();
    return seconds.isPresent() ? each.tokens() / seconds.getAsDouble() : null;
  }

  private static void putMemory(Generation each, Result.Builder result) {
    Estimate last = each.lastStep();
    result
        .put("kv_cache_bytes", last.memory().kvCacheBytes())
        .put(
            "memory_required_bytes",
            Math.max(last.memory().requiredBytes(), each.prompt().memory().requiredBytes()))
        .put("memory_capacity_bytes", each.device().capacityBytes())
        .put("fits", each.fits());
  }
}
