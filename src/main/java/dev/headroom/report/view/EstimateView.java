package dev.headroom.report.view;

import dev.headroom.cost.OperatorCost;
import dev.headroom.cost.Traffic;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.Value;
import dev.headroom.study.Quality;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.OperatorPrediction;
import dev.headroom.timing.OperatorTime;
import dev.headroom.timing.StepPrediction;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One configuration, in sum and operator by operator. */
public final class EstimateView {
  private EstimateView() {}

  /** The report of one estimate per device and scenario. */
  public static Report of(Origin origin, List<Estimate> estimates) {
    return of(origin, estimates, List.of());
  }

  /**
   * The same with quality figures beside it.
   *
   * @param quality of any models; those of others are left out
   */
  public static Report of(Origin origin, List<Estimate> estimates, List<Quality.Figure> quality) {
    List<Section> sections = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    List<Scenario> scenarios = estimates.stream().map(Estimate::scenario).distinct().toList();
    for (Estimate estimate : estimates) {
      String device = estimate.device().name();
      String title =
          scenarios.size() == 1 ? device : device + ", " + Words.batch(estimate.scenario().batch());
      sections.add(summary(title, estimate));
      sections.add(operators(title + ", one layer of each kind", estimate));
      if (estimate.prediction().isFitted()) {
        sections.add(KernelCallsSection.of(title + ", calls of kernels in one layer", estimate));
      }
      if (!estimate.prediction().linear().isEmpty()) {
        sections.add(KernelCallsSection.linear(title + ", linear layers", estimate));
      }
      results.add(
          EstimateResult.of(estimate)
              .put("speedup", null)
              .put(
                  "operators",
                  estimate.prediction().operators().stream()
                      .map(each -> operator(estimate.prediction(), each))
                      .toList())
              .put("quality", QualityColumns.results(QualityColumns.of(quality, estimate.model())))
              .build());
    }
    if (!quality.isEmpty()) {
      sections.add(QualityColumns.section(estimates, quality));
    }
    String heading = Words.scenarios(Words.model(estimates.get(0).model()), scenarios);
    Report report =
        Report.of(origin, heading, sections, results).withRemark(Words.ideal(estimates));
    for (String remark : KernelWords.remarks(estimates)) {
      report = report.withRemark(remark);
    }
    for (String warning : Words.beyondContext(estimates)) {
      report = report.withRemark(warning);
    }
    return report;
  }

  private static Section summary(String title, Estimate estimate) {
    Section.Builder table =
        Section.builder(title)
            .column("quantity", "Quantity", Quantity.TEXT)
            .column("value", "Value", Quantity.MIXED);
    Traffic traffic = estimate.cost().traffic();
    add(table, "Work, matrix products", estimate.cost().work().matmulFlop(), Quantity.FLOP);
    add(table, "Exponentials", estimate.cost().work().exponentials(), Quantity.AMOUNT);
    add(table, "Traffic", traffic.total(), Quantity.BYTES);
    add(table, "of which weights", traffic.weights(), Quantity.BYTES);
    add(table, "of which KV cache read", traffic.kvRead(), Quantity.BYTES);
    add(table, "of which KV cache written", traffic.kvWrite(), Quantity.BYTES);
    add(table, "of which activations", traffic.activations(), Quantity.BYTES);
    add(table, "of which attention scores", traffic.logits(), Quantity.BYTES);
    if (estimate.sharding().devices() > 1) {
      table.row("Spread over", estimate.sharding().toString());
      add(table, "Sent to other devices", estimate.cost().sentBytes(), Quantity.BYTES);
    }
    add(table, "Compulsory traffic", estimate.cost().compulsoryBytes(), Quantity.BYTES);
    add(
        table,
        "Arithmetic intensity",
        estimate.arithmeticIntensityFlopPerByte(),
        Quantity.FLOP_PER_BYTE);
    add(
        table,
        "Ridge point of the device",
        estimate.ceilings().ridgePoint(),
        Quantity.FLOP_PER_BYTE);
    add(table, "Lower bound", estimate.times().lowerBoundSeconds(), Quantity.SECONDS);
    add(table, "Roofline", estimate.times().rooflineSeconds(), Quantity.SECONDS);
    table.row("Bound by", estimate.times().bound().key());
    if (estimate.isPredicted()) {
      addPrediction(table, estimate.prediction());
    }
    add(table, "Speed", estimate.tokensPerSecond(), Quantity.TOKENS_PER_SECOND);
    add(table, "Energy at board power", estimate.energyJoulesPerToken(), Quantity.JOULES_PER_TOKEN);
    add(table, "Cost", estimate.usdPerMillionTokens(), Quantity.USD_PER_MILLION_TOKENS);
    add(table, "KV cache", estimate.memory().kvCacheBytes(), Quantity.BYTES);
    add(table, "Memory needed", estimate.memory().requiredBytes(), Quantity.BYTES);
    add(table, "Memory of the device", estimate.memory().capacityBytes(), Quantity.BYTES);
    table.row("Fits", Words.fits(estimate.memory()));
    return table.build();
  }

  private static void addPrediction(Section.Builder table, StepPrediction prediction) {
    add(table, "Predicted", prediction.seconds(), Quantity.SECONDS);
    if (prediction.isFitted()) {
      add(table, "Predicted, 80 % band from", prediction.lowSeconds(), Quantity.SECONDS);
      add(table, "Predicted, 80 % band to", prediction.highSeconds(), Quantity.SECONDS);
      add(table, "of which by fitted kernels", prediction.fittedSeconds(), Quantity.SECONDS);
    }
    if (prediction.programSeconds() > 0) {
      add(table, "of which the runtime adds", prediction.programSeconds(), Quantity.SECONDS);
    }
    table.row("Predicted to be bound by", prediction.bound());
  }

  private static void add(Section.Builder table, String name, double value, Quantity quantity) {
    table.row(name, new Value.Measure(value, quantity));
  }

  private static void add(
      Section.Builder table, String name, OptionalDouble value, Quantity quantity) {
    table.row(name, measure(value, quantity));
  }

  private static @Nullable Object measure(OptionalDouble value, Quantity quantity) {
    return value.isPresent() ? new Value.Measure(value.getAsDouble(), quantity) : null;
  }

  private static Section operators(String title, Estimate estimate) {
    Section.Builder table =
        Section.builder(title)
            .column("layers", "Layers", Quantity.COUNT)
            .column("operator", "Operator", Quantity.TEXT)
            .column("flop", "Work", Quantity.FLOP)
            .column("weights", "Weights", Quantity.BYTES)
            .column("kv", "KV cache", Quantity.BYTES)
            .column("rest", "Activations", Quantity.BYTES)
            .column("rows", "Rows", Quantity.COUNT)
            .column("compute_s", "Compute", Quantity.SECONDS)
            .column("memory_s", "Memory", Quantity.SECONDS)
            .column("roofline_s", "Roofline", Quantity.SECONDS)
            .column("share", "Share", Quantity.FRACTION)
            .column("bound", "Bound by", Quantity.TEXT);
    boolean predicted = estimate.isPredicted();
    if (predicted) {
      table
          .column("predicted_s", "Predicted", Quantity.SECONDS)
          .column("predicted_bound", "Bound by", Quantity.TEXT);
    }
    for (OperatorPrediction prediction : estimate.prediction().operators()) {
      OperatorTime time = prediction.time();
      OperatorCost cost = time.cost();
      List<@Nullable Object> row = new ArrayList<>();
      Collections.addAll(
          row,
          cost.group().repeats(),
          cost.operator().kind().key().replace('_', ' '),
          cost.work().matmulFlop(),
          cost.traffic().weights(),
          cost.traffic().kvRead() + cost.traffic().kvWrite(),
          cost.traffic().activations() + cost.traffic().logits(),
          cost.rowsSharingOperand(),
          time.computeSeconds(),
          time.memorySeconds(),
          time.rooflineSeconds(),
          cost.group().repeats() * time.rooflineSeconds() / estimate.times().rooflineSeconds(),
          time.bound().key());
      if (predicted) {
        Collections.addAll(row, prediction.seconds(), bound(prediction));
      }
      table.row(row.toArray());
    }
    return table.build();
  }

  private static String bound(OperatorPrediction prediction) {
    return prediction.within() ? "in the kernel" : prediction.bound();
  }

  private static Result operator(StepPrediction step, OperatorPrediction prediction) {
    boolean known = step.isKnown();
    boolean banded = prediction.isFitted() && step.isFitted();
    OperatorTime time = prediction.time();
    OperatorCost cost = time.cost();
    return Result.builder()
        .put("part", cost.group().name())
        .put("layers", cost.group().repeats())
        .put("operator", cost.operator().kind().key())
        .put("flop", cost.work().matmulFlop())
        .put("required_flop", cost.work().requiredMatmulFlop())
        .put("vector_flop", cost.work().vectorFlop())
        .put("exponentials", cost.work().exponentials())
        .put("bytes_weights", cost.traffic().weights())
        .put("bytes_kv_read", cost.traffic().kvRead())
        .put("bytes_kv_write", cost.traffic().kvWrite())
        .put("bytes_activations", cost.traffic().activations())
        .put("bytes_logits", cost.traffic().logits())
        .put("compulsory_bytes", cost.compulsory().total())
        .put("kv_cache_bytes", cost.memory().kvCache())
        .put("workspace_bytes", cost.memory().workspace())
        .put("rows_sharing_operand", cost.rowsSharingOperand())
        .put("work_items", cost.workItems())
        .put("bytes_sent", cost.sentBytes())
        .put("link_s", time.linkSeconds())
        .put("compute_s", time.computeSeconds())
        .put("memory_s", time.memorySeconds())
        .put("exponential_s", time.exponentialSeconds())
        .put("vector_s", time.vectorSeconds())
        .put("roofline_s", time.rooflineSeconds())
        .put("bound", time.bound().key())
        .put("predicted_s", known ? prediction.seconds() : null)
        .put("predicted_low_s", banded ? prediction.lowSeconds() : null)
        .put("predicted_high_s", banded ? prediction.highSeconds() : null)
        .put("predicted_bound", known ? bound(prediction) : null)
        .put("kernel_calls", prediction.calls().stream().map(KernelWords::call).toList())
        .put("linear_calls", prediction.linear().stream().map(KernelWords::linear).toList())
        .build();
  }
}
