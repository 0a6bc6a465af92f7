package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.sweep.Comparison;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Variants side by side: one sentence that answers, times, and what fits. */
public final class CompareView {
  private CompareView() {}

  /** The report of one comparison per device and scenario. */
  public static Report of(Origin origin, List<Comparison> comparisons) {
    List<Result> results = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (Comparison.Variant variant : comparison.variants()) {
        results.add(result(variant));
      }
    }
    List<Section> sections = List.of(times(comparisons), limits(comparisons));
    Report report = Report.of(origin, heading(comparisons), sections, results);
    for (String sentence : answer(comparisons)) {
      report = report.withRemark(sentence);
    }
    return report;
  }

  private static Result result(Comparison.Variant variant) {
    return EstimateResult.of(variant.estimate())
        .put("speedup", variant.speedup())
        .put("largest_batch_size", variant.capacity().largestBatch())
        .put(
            "largest_context_length",
            variant.capacity().largestContext() < 0 ? null : variant.capacity().largestContext())
        .put("twice_as_fast_from_context_length", variant.doubledFrom())
        .build();
  }

  private static String heading(List<Comparison> comparisons) {
    Estimate first = comparisons.get(0).first().estimate();
    String variants =
        comparisons.get(0).variants().size() == 1
            ? ""
            : " Speed-ups are over " + Words.variant(comparisons.get(0).first().name()) + ".";
    return Words.scenario(first.model(), first.scenario()) + variants;
  }

  private static boolean isOneScenario(List<Comparison> comparisons) {
    return comparisons.stream()
            .map(comparison -> comparison.first().estimate().scenario())
            .distinct()
            .count()
        == 1;
  }

  private static Section times(List<Comparison> comparisons) {
    boolean one = isOneScenario(comparisons);
    Section.Builder table =
        Section.builder("Time of a step").column("device", "Device", Quantity.TEXT);
    if (!one) {
      table
          .column("batch_size", "Batch", Quantity.COUNT)
          .column("query_length", "New", Quantity.COUNT)
          .column("context_length", "Context", Quantity.COUNT);
    }
    table
        .column("attention", "Attention", Quantity.TEXT)
        .column("flop", "Work", Quantity.FLOP)
        .column("bytes", "Traffic", Quantity.BYTES)
        .column("lower_bound_s", "Lower bound", Quantity.SECONDS)
        .column("roofline_s", "Roofline", Quantity.SECONDS)
        .column("bound", "Bound by", Quantity.TEXT)
        .column("tokens_per_s", "Speed", Quantity.TOKENS_PER_SECOND)
        .column("usd_per_million_tokens", "Cost", Quantity.USD_PER_MILLION_TOKENS)
        .column("speedup", "Speed-up", Quantity.RATIO);
    for (Comparison comparison : comparisons) {
      for (Comparison.Variant variant : comparison.variants()) {
        table.row(timeRow(variant, one).toArray());
      }
    }
    return table.build();
  }

  private static List<Object> timeRow(Comparison.Variant variant, boolean one) {
    Estimate estimate = variant.estimate();
    Scenario scenario = estimate.scenario();
    List<Object> row = new ArrayList<>();
    row.add(estimate.device().name());
    if (!one) {
      row.add(scenario.batch().sequences());
      row.add(scenario.batch().longestQuery());
      row.add(scenario.batch().longestContext());
    }
    row.add(Words.variant(variant.name()));
    row.add(estimate.cost().work().matmulFlop());
    row.add(estimate.cost().traffic().total());
    row.add(estimate.times().lowerBoundSeconds());
    row.add(estimate.times().rooflineSeconds());
    row.add(estimate.times().bound().key());
    row.add(estimate.tokensPerSecond());
    row.add(estimate.usdPerMillionTokens());
    row.add(variant.speedup());
    return row;
  }

  private static Section limits(List<Comparison> comparisons) {
    Section.Builder table =
        Section.builder("What fits")
            .column("device", "Device", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("kv_cache_bytes", "KV cache", Quantity.BYTES)
            .column("memory_required_bytes", "Needed", Quantity.BYTES)
            .column("memory_capacity_bytes", "Memory", Quantity.BYTES)
            .column("fits", "Fits", Quantity.TEXT)
            .column("largest_batch_size", "Largest batch", Quantity.COUNT)
            .column("largest_context_length", "Largest context", Quantity.COUNT)
            .column("twice_as_fast_from_context_length", "2× from context", Quantity.COUNT);
    for (Comparison comparison : comparisons) {
      for (Comparison.Variant variant : comparison.variants()) {
        Estimate estimate = variant.estimate();
        long context = variant.capacity().largestContext();
        table.row(
            estimate.device().name(),
            Words.variant(variant.name()),
            estimate.memory().kvCacheBytes(),
            estimate.memory().requiredBytes(),
            estimate.memory().capacityBytes(),
            fits(estimate),
            variant.capacity().largestBatch(),
            context < 0 ? null : context,
            variant.doubledFrom());
      }
    }
    return table.build();
  }

  private static String fits(Estimate estimate) {
    return estimate.memory().fits()
        ? "yes"
        : "no, "
            + SignificantFormat.text(estimate.memory().missingBytes(), Quantity.BYTES)
            + " short";
  }

  /** One sentence for each variant but the first, over all devices. */
  private static List<String> answer(List<Comparison> comparisons) {
    List<String> sentences = new ArrayList<>();
    Comparison first = comparisons.get(0);
    for (int i = 1; i < first.variants().size(); i++) {
      int index = i;
      double least =
          comparisons.stream().mapToDouble(c -> c.variants().get(index).speedup()).min().orElse(1);
      double most =
          comparisons.stream().mapToDouble(c -> c.variants().get(index).speedup()).max().orElse(1);
      sentences.add(sentence(first, first.variants().get(i), least, most));
    }
    return sentences;
  }

  private static String sentence(
      Comparison comparison, Comparison.Variant variant, double least, double most) {
    String low = SignificantFormat.text(least, Quantity.RATIO);
    String high = SignificantFormat.text(most, Quantity.RATIO);
    Estimate base = comparison.first().estimate();
    double cache = base.memory().kvCacheBytes() / variant.estimate().memory().kvCacheBytes();
    return String.format(
        Locale.ROOT,
        "%s is %s as fast as %s at the roofline, with a KV cache of %s the size.",
        Words.variant(variant.name()),
        low.equals(high) ? low : low + " to " + high,
        Words.variant(comparison.first().name()),
        SignificantFormat.text(1 / cache, Quantity.RATIO));
  }
}
