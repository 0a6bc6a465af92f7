package dev.headroom.report.view;

import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.Traffic;
import dev.headroom.report.Result;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.StepPrediction;
import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An estimate under the keys of the JSON contract. Every key is always there; what is not known, or
 * does not apply, is null. Keys may be added, never renamed.
 */
final class EstimateResult {
  private EstimateResult() {}

  /** The keys of an estimate, to which a command may add its own. */
  static Result.Builder of(Estimate estimate) {
    Result.Builder result = Result.builder();
    putScenario(estimate, result);
    putHeads(estimate.model().attention(), result);
    putCounts(estimate, result);
    putTimes(estimate, result);
    return result;
  }

  private static void putScenario(Estimate estimate, Result.Builder result) {
    Scenario scenario = estimate.scenario();
    Batch batch = scenario.batch();
    result
        .put("device", estimate.device().name())
        .put("kernel", KernelWords.names(estimate.prediction()))
        .put("linear_kernel", KernelWords.linearNames(estimate.prediction()))
        .put("kernel_provenance", KernelWords.provenance(estimate.prediction()))
        .put("runtime", scenario.policy().name())
        .put("cache_state", scenario.cacheState().key())
        .put("model", estimate.model().name())
        .put("parameters", estimate.model().parameters())
        .put("phase", scenario.phase().key())
        .put("attention", estimate.model().attention().variant())
        .put("window", window(estimate))
        .put("batch_size", batch.sequences() / scenario.beams())
        .put("query_length", batch.longestQuery())
        .put("context_length", batch.longestContext())
        .put("input_len", scenario.sourceLength() == 0 ? null : scenario.sourceLength())
        .put("output_len", null)
        .put("dtype", scenario.precision().weights().key())
        .put("kv_cache_dtype", scenario.precision().kvCache().toString())
        .put("activation_dtype", scenario.precision().activations().key())
        .put("kv_block_size", scenario.policy().pageTokens())
        .put("beams", scenario.beams())
        .put("shared_prefix", scenario.sharedPrefix())
        .put("devices", estimate.sharding().devices())
        .put("tensor_parallel", estimate.sharding().tensor())
        .put("pipeline_parallel", estimate.sharding().pipeline())
        .put("data_parallel", estimate.sharding().data())
        .put("expert_parallel", estimate.sharding().expert())
        .put("context_parallel", estimate.sharding().context())
        .put("layout", estimate.sharding().weights().key())
        .put("attention_layout", estimate.sharding().attention().key())
        .put("masks", masks(estimate))
        .put("attention_form", form(estimate))
        .put("sequences", batch.segments().stream().map(EstimateResult::segment).toList());
  }

  /** What the decoder's layers see, each kind once. */
  private static List<String> masks(Estimate estimate) {
    return estimate.model().decoder().stream()
        .map(group -> group.layer().attention().mask().describe())
        .distinct()
        .toList();
  }

  /** Which form latent attention took; null for any other attention. */
  private static @Nullable String form(Estimate estimate) {
    if (!(estimate.model().attention() instanceof LatentAttention)) {
      return null;
    }
    return estimate.cost().operators().stream()
            .anyMatch(cost -> cost.operator().kind() == OperatorKind.LATENT_EXPANSION)
        ? "expanded"
        : "absorbed";
  }

  private static Result segment(Segment segment) {
    return Result.builder()
        .put("count", segment.sequences())
        .put("query_length", segment.queryLength())
        .put("context_length", segment.contextLength())
        .build();
  }

  /** The smallest window of any decoder layer. */
  private static OptionalLong window(Estimate estimate) {
    return estimate.model().decoder().stream()
        .map(LayerGroup::layer)
        .map(layer -> layer.attention().mask())
        .filter(Mask.Window.class::isInstance)
        .mapToLong(mask -> ((Mask.Window) mask).size())
        .min();
  }

  /** Heads and their widths. */
  static void putHeads(Attention attention, Result.Builder result) {
    result
        .put("num_attention_heads", attention.queryHeads())
        .put("num_key_value_heads", kvHeads(attention))
        .put(
            "head_dim",
            attention instanceof GroupedAttention grouped
                ? grouped.keyDim()
                : ((LatentAttention) attention).keyDim())
        .put(
            "v_head_dim",
            attention instanceof GroupedAttention grouped
                ? grouped.valueDim()
                : ((LatentAttention) attention).valueDim());
  }

  /** Latent attention has none: all heads share one latent. */
  private static @Nullable Integer kvHeads(Attention attention) {
    return attention instanceof GroupedAttention grouped ? grouped.kvHeads() : null;
  }

  private static void putCounts(Estimate estimate, Result.Builder result) {
    Traffic traffic = estimate.cost().traffic();
    result
        .put("flop", estimate.cost().work().matmulFlop())
        .put("vector_flop", estimate.cost().work().vectorFlop())
        .put("exponentials", estimate.cost().work().exponentials())
        .put("bytes", traffic.total())
        .put("bytes_weights", traffic.weights())
        .put("bytes_kv_read", traffic.kvRead())
        .put("bytes_kv_write", traffic.kvWrite())
        .put("bytes_activations", traffic.activations())
        .put("bytes_logits", traffic.logits())
        .put("bytes_sent", estimate.cost().sentBytes())
        .put("kv_cache_bytes", estimate.memory().kvCacheBytes())
        .put("arithmetic_intensity_flop_per_byte", estimate.arithmeticIntensityFlopPerByte())
        .put("ridge_point_flop_per_byte", estimate.ceilings().ridgePoint())
        .put("compulsory_bytes", estimate.cost().compulsoryBytes())
        .put("fits", estimate.memory().fits())
        .put("memory_required_bytes", estimate.memory().requiredBytes())
        .put("memory_capacity_bytes", estimate.memory().capacityBytes())
        .put("memory_missing_bytes", estimate.memory().missingBytes());
  }

  private static void putTimes(Estimate estimate, Result.Builder result) {
    result
        .put("lower_bound_s", estimate.times().lowerBoundSeconds())
        .put("roofline_s", estimate.times().rooflineSeconds())
        .put("predicted_s", ifPredicted(estimate, StepPrediction::seconds))
        .put("predicted_low_s", ifFitted(estimate, StepPrediction::lowSeconds))
        .put("predicted_high_s", ifFitted(estimate, StepPrediction::highSeconds))
        .put("predicted_kernels_s", ifFitted(estimate, StepPrediction::fittedSeconds))
        .put("predicted_bound", ifPredicted(estimate, StepPrediction::bound))
        .put("bound", estimate.times().bound().key())
        .put("speed_basis", estimate.isPredicted() ? "predicted" : "roofline")
        .put("tokens_per_s", estimate.tokensPerSecond())
        .put("time_to_first_token_s", estimate.timeToFirstTokenSeconds())
        .put("time_per_output_token_s", estimate.timePerOutputTokenSeconds())
        .put("energy_j_per_token", estimate.energyJoulesPerToken())
        .put("usd_per_million_tokens", estimate.usdPerMillionTokens());
  }

  /** What is predicted, where a kernel's fit stands behind it. */
  static <T> @Nullable T ifFitted(Estimate estimate, Function<StepPrediction, T> part) {
    return estimate.prediction().isFitted() ? part.apply(estimate.prediction()) : null;
  }

  /** What is predicted, where there is a prediction. */
  static <T> @Nullable T ifPredicted(Estimate estimate, Function<StepPrediction, T> part) {
    return estimate.isPredicted() ? part.apply(estimate.prediction()) : null;
  }
}
