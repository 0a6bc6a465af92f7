package dev.headroom.report.view;

import dev.headroom.plan.Capacity;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.Value;
import dev.headroom.study.Quality;
import dev.headroom.sweep.Comparison;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.StepPrediction;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Variants side by side: one sentence that answers, times, and what fits. */
public final class CompareView {
  private CompareView() {}

  /** The report of one comparison per device and scenario. */
  public static Report of(
      Origin origin, List<Comparison> comparisons, List<Quality.Figure> quality) {
    List<Result> results = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (Comparison.Variant variant : comparison.variants()) {
        results.add(result(variant, quality));
      }
    }
    List<Section> sections = new ArrayList<>(List.of(times(comparisons), limits(comparisons)));
    if (!quality.isEmpty()) {
      sections.add(QualityColumns.section(estimates(comparisons), quality));
    }
    Report report = Report.of(origin, heading(comparisons), sections, results);
    for (String sentence : answer(comparisons)) {
      report = report.withRemark(sentence);
    }
    if (isRagged(comparisons.get(0).first().estimate().scenario())) {
      report = report.withRemark("What is largest is asked of batches of equal sequences only.");
    }
    if (comparisons.stream().anyMatch(CompareView::hasMisfit)) {
      report =
          report.withRemark(
              "* does not fit into the device's memory: the times are those of a device that is alike"
                  + " but large enough.");
    }
    report = report.withRemark(Words.ideal(estimates(comparisons)));
    for (String remark : KernelWords.remarks(estimates(comparisons))) {
      report = report.withRemark(remark);
    }
    for (String warning : Words.beyondContext(estimates(comparisons))) {
      report = report.withRemark(warning);
    }
    return report;
  }

  private static boolean hasMisfit(Comparison comparison) {
    return comparison.variants().stream().anyMatch(variant -> !variant.estimate().memory().fits());
  }

  private static List<Estimate> estimates(List<Comparison> comparisons) {
    return comparisons.stream()
        .flatMap(comparison -> comparison.variants().stream())
        .map(Comparison.Variant::estimate)
        .toList();
  }

  /** Of a ragged batch there is no one size or context to grow. */
  private static Result result(Comparison.Variant variant, List<Quality.Figure> quality) {
    boolean ragged = isRagged(variant.estimate().scenario());
    return EstimateResult.of(variant.estimate())
        .put("speedup", variant.speedup())
        .put("largest_batch_size", ragged ? null : variant.capacity().largestBatch())
        .put("largest_context_length", ragged ? null : largestContext(variant))
        .put("twice_as_fast_from_context_length", ragged ? null : variant.doubledFrom())
        .put(
            "quality",
            QualityColumns.results(QualityColumns.of(quality, variant.estimate().model())))
        .build();
  }

  private static @Nullable Long largestContext(Comparison.Variant variant) {
    long context = variant.capacity().largestContext();
    return context < 0 ? null : context;
  }

  private static @Nullable Object shownContext(Comparison.Variant variant) {
    Long context = largestContext(variant);
    if (context == null) {
      return null;
    }
    return context == Capacity.UNLIMITED
        ? "any"
        : new Value.Measure((double) context, Quantity.COUNT);
  }

  private static boolean isRagged(Scenario scenario) {
    return scenario.batch().segments().size() > 1;
  }

  private static List<Scenario> scenarios(List<Comparison> comparisons) {
    return comparisons.stream()
        .map(comparison -> comparison.first().estimate().scenario())
        .distinct()
        .toList();
  }

  private static String heading(List<Comparison> comparisons) {
    Comparison first = comparisons.get(0);
    String over =
        first.variants().size() == 1
            ? ""
            : " Speed-ups are over " + Words.variant(first.first().name()) + ".";
    return Words.scenarios(first.first().estimate().model().name(), scenarios(comparisons)) + over;
  }

  private static Section times(List<Comparison> comparisons) {
    Section.Builder table = builder("Time of a step", comparisons);
    table
        .column("flop", "Work", Quantity.FLOP)
        .column("bytes", "Traffic", Quantity.BYTES)
        .column("lower_bound_s", "Lower bound", Quantity.SECONDS)
        .column("roofline_s", "Roofline", Quantity.SECONDS)
        .column("bound", "bound by", Quantity.TEXT);
    boolean predicted = estimates(comparisons).stream().anyMatch(Estimate::isPredicted);
    if (predicted) {
      table
          .column("predicted_s", "Predicted", Quantity.SECONDS)
          .column("predicted_bound", "bound by", Quantity.TEXT);
    }
    table
        .column("tokens_per_s", "Speed", Quantity.TOKENS_PER_SECOND)
        .column("usd_per_million_tokens", "Cost", Quantity.USD_PER_MILLION_TOKENS)
        .column("speedup", "Speed-up", Quantity.RATIO);
    addRows(
        table,
        comparisons,
        variant -> {
          Estimate estimate = variant.estimate();
          List<@Nullable Object> cells = new ArrayList<>();
          Collections.addAll(
              cells,
              estimate.cost().work().matmulFlop(),
              estimate.cost().traffic().total(),
              estimate.times().lowerBoundSeconds(),
              estimate.times().rooflineSeconds(),
              estimate.times().bound().key());
          if (predicted) {
            cells.add(EstimateResult.ifPredicted(estimate, StepPrediction::seconds));
            cells.add(EstimateResult.ifPredicted(estimate, StepPrediction::bound));
          }
          Collections.addAll(
              cells, estimate.tokensPerSecond(), estimate.usdPerMillionTokens(), variant.speedup());
          return cells;
        });
    return table.build();
  }

  private static Section limits(List<Comparison> comparisons) {
    Section.Builder table = builder("What fits", comparisons);
    table
        .column("parameters", "Parameters", Quantity.AMOUNT)
        .column("kv_cache_bytes", "KV cache", Quantity.BYTES)
        .column("memory_required_bytes", "Needed", Quantity.BYTES)
        .column("memory_capacity_bytes", "Memory", Quantity.BYTES)
        .column("fits", "Fits", Quantity.TEXT)
        .column("largest_batch_size", "Largest batch", Quantity.COUNT)
        .column("largest_context_length", "Largest context", Quantity.MIXED)
        .column("twice_as_fast_from_context_length", "2× from context", Quantity.COUNT);
    addRows(
        table,
        comparisons,
        variant -> {
          Estimate estimate = variant.estimate();
          boolean ragged = isRagged(estimate.scenario());
          return Arrays.asList(
              estimate.model().parameters(),
              estimate.memory().kvCacheBytes(),
              estimate.memory().requiredBytes(),
              estimate.memory().capacityBytes(),
              Words.fits(estimate.memory()),
              ragged ? null : variant.capacity().largestBatch(),
              ragged ? null : shownContext(variant),
              ragged ? null : variant.doubledFrom());
        });
    return table.build();
  }

  /** A table with the columns that say which row is which. */
  private static Section.Builder builder(String title, List<Comparison> comparisons) {
    Section.Builder table = Section.builder(title).column("device", "Device", Quantity.TEXT);
    if (scenarios(comparisons).size() > 1) {
      table
          .column("batch_size", "Batch", Quantity.COUNT)
          .column("query_length", "New", Quantity.COUNT)
          .column("context_length", "Context", Quantity.COUNT);
    }
    return table.column("attention", "Attention", Quantity.TEXT);
  }

  private static void addRows(
      Section.Builder table,
      List<Comparison> comparisons,
      Function<Comparison.Variant, List<@Nullable Object>> cells) {
    boolean several = scenarios(comparisons).size() > 1;
    for (Comparison comparison : comparisons) {
      for (Comparison.Variant variant : comparison.variants()) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(variant.estimate().device().name());
        if (several) {
          Batch batch = variant.estimate().scenario().batch();
          row.add(batch.sequences());
          row.add(batch.longestQuery());
          row.add(batch.longestContext());
        }
        boolean fits = variant.estimate().memory().fits();
        row.add(Words.variant(variant.name()) + (fits ? "" : " *"));
        row.addAll(cells.apply(variant));
        table.row(row.toArray());
      }
    }
  }

  /** The answer: one sentence for each variant but the first, over all devices. */
  public static List<String> answer(List<Comparison> comparisons) {
    List<String> sentences = new ArrayList<>();
    Comparison first = comparisons.get(0);
    for (int i = 1; i < first.variants().size(); i++) {
      int index = i;
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s is %s as fast as %s %s; its KV cache takes %s of the bytes.",
              Words.variant(first.variants().get(index).name()),
              range(
                  comparisons,
                  Quantity.RATIO,
                  comparison -> comparison.variants().get(index).speedup()),
              Words.variant(first.first().name()),
              basis(comparisons, index),
              range(comparisons, Quantity.FRACTION, comparison -> cacheRatio(comparison, index))));
    }
    return sentences;
  }

  /** By which times a variant is compared with the first. */
  private static String basis(List<Comparison> comparisons, int index) {
    long predicted =
        comparisons.stream()
            .filter(
                comparison ->
                    comparison.first().estimate().isPredicted()
                        && comparison.variants().get(index).estimate().isPredicted())
            .count();
    if (predicted == 0) {
      return "at the roofline";
    }
    return predicted == comparisons.size() ? "as predicted" : "as predicted or at the roofline";
  }

  private static double cacheRatio(Comparison comparison, int index) {
    return comparison.variants().get(index).estimate().memory().kvCacheBytes()
        / comparison.first().estimate().memory().kvCacheBytes();
  }

  private static String range(
      List<Comparison> comparisons, Quantity quantity, ToDoubleFunction<Comparison> of) {
    DoubleSummaryStatistics values = comparisons.stream().mapToDouble(of).summaryStatistics();
    String low = SignificantFormat.text(values.getMin(), quantity);
    String high = SignificantFormat.text(values.getMax(), quantity);
    return low.equals(high) ? low : low + " to " + high;
  }
}
