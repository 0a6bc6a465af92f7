package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.Value;
import dev.headroom.sweep.Crossing;
import dev.headroom.sweep.Lever;
import dev.headroom.sweep.Sensitivity;
import dev.headroom.sweep.Uncertainty;
import dev.headroom.timing.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the time of a step goes with each quantity, how uncertain it is, where variants cross. */
public final class SensitivityView {
  /** Effects below it are told in a sentence. */
  private static final double LEAST = 5e-5;

  /** What a row says of the step itself. */
  private static final List<String> STEP =
      List.of(
          "device",
          "kernel",
          "runtime",
          "cache_state",
          "model",
          "phase",
          "attention",
          "batch_size",
          "query_length",
          "context_length",
          "input_len",
          "dtype",
          "kv_cache_dtype",
          "roofline_s",
          "predicted_s");

  private SensitivityView() {}

  /**
   * The report.
   *
   * @param variants the sensitivities of each step
   * @param change the part by which quantities were moved
   * @param crossings where variants are as fast as others; may be empty
   * @param uncertainty by drawing, of each device; may be empty
   */
  public static Report of(
      Origin origin,
      List<List<Sensitivity>> variants,
      double change,
      List<Crossing> crossings,
      List<Uncertainty> uncertainty) {
    Estimate first = variants.get(0).get(0).base();
    String heading = Words.scenarios(Words.model(first.model()), List.of(first.scenario()));
    List<Section> sections = new ArrayList<>();
    variants.forEach(each -> sections.add(table(each)));
    if (!uncertainty.isEmpty()) {
      sections.add(intervals(uncertainty));
    }
    if (!crossings.isEmpty()) {
      sections.add(crossings(crossings));
    }
    Result totals =
        Result.builder()
            .put("intervals", uncertainty.stream().flatMap(SensitivityView::results).toList())
            .put("break_even", crossings.stream().map(SensitivityView::result).toList())
            .build();
    Report report =
        Report.of(origin, heading, sections, results(variants, change)).withTotals(totals);
    return withRemarks(report, variants, uncertainty);
  }

  private static Report withRemarks(
      Report plain, List<List<Sensitivity>> variants, List<Uncertainty> uncertainty) {
    String idle =
        variants.get(0).stream()
            .filter(each -> variants.stream().allMatch(other -> isIdle(other, each.lever().key())))
            .map(each -> each.lever().words())
            .collect(Collectors.joining(", "));
    Report report = idle.isEmpty() ? plain : plain.withRemark("Without effect: " + idle + ".");
    report =
        report.withRemark(
            "Elasticity: the relative change of seconds for one of the quantity, to first order; of"
                + " whole numbers over the change shown. Quantities are moved one at a time; whole"
                + " numbers and types to the nearest that can be. Other speeds of the device leave"
                + " what was fitted of its kernels as it is.");
    List<Estimate> bases = variants.stream().map(each -> each.get(0).base()).toList();
    for (String remark : KernelWords.remarks(bases)) {
      report = report.withRemark(remark);
    }
    for (Uncertainty each : uncertainty) {
      report = report.withRemark(drawn(each));
    }
    return report;
  }

  private static boolean isIdle(List<Sensitivity> all, String key) {
    return all.stream().noneMatch(each -> each.lever().key().equals(key) && each.effect() >= LEAST);
  }

  private static String drawn(Uncertainty uncertainty) {
    String numbers =
        uncertainty.numbers().entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + " ±"
                        + SignificantFormat.text(each.getValue(), Quantity.FRACTION))
            .collect(Collectors.joining(", "));
    String device = uncertainty.variants().get(0).estimate().device().name();
    return "Drawn on "
        + device
        + ": "
        + (numbers.isEmpty() ? "no number of the profile, which states no spread" : numbers)
        + "; "
        + (uncertainty.kernels().isEmpty()
            ? "no kernel, since none that was fitted computes the step"
            : "the residuals of "
                + String.join(", ", uncertainty.kernels())
                + " within their bands, one residual a kernel and draw")
        + ". What no profile states an uncertainty of counts as exact.";
  }

  private static Section table(List<Sensitivity> all) {
    Estimate base = all.get(0).base();
    String words = Words.variant(base.model().attention().variant());
    double seconds = base.expectedSeconds();
    Section.Builder table =
        Section.builder(
                base.device().name()
                    + ", "
                    + words
                    + ": "
                    + SignificantFormat.text(seconds, Quantity.SECONDS)
                    + (base.isPredicted() ? " predicted" : " at the roofline"))
            .column("quantity", "Quantity", Quantity.TEXT)
            .column("value", "Value", Quantity.MIXED)
            .column("value_less", "Less", Quantity.MIXED)
            .column("change_less", "Time", Quantity.CHANGE)
            .column("value_more", "More", Quantity.MIXED)
            .column("change_more", "Time", Quantity.CHANGE)
            .column("elasticity", "Elasticity", Quantity.NUMBER)
            .column("basis", "Compared", Quantity.TEXT);
    all.stream()
        .filter(each -> each.effect() >= LEAST)
        .sorted(Comparator.comparingDouble(Sensitivity::effect).reversed())
        .forEach(
            each ->
                table.row(
                    each.lever().words(),
                    measure(each.lever(), each.lever().value()),
                    measure(each.lever(), each.less()),
                    each.lessChange(),
                    measure(each.lever(), each.more()),
                    each.moreChange(),
                    number(each.elasticity()),
                    each.predicted() ? "predicted" : "roofline"));
    return table.build();
  }

  private static @Nullable Double number(double number) {
    return Double.isNaN(number) ? null : number;
  }

  private static @Nullable Object measure(Lever lever, Optional<Lever.Moved> moved) {
    return moved.map(each -> (Object) measure(lever, each.value())).orElse(null);
  }

  private static Value measure(Lever lever, double value) {
    Quantity quantity =
        switch (lever.unit()) {
          case "B" -> Quantity.BYTES;
          case "B/s" -> Quantity.BYTES_PER_SECOND;
          case "FLOP/s" -> Quantity.FLOP_PER_SECOND;
          case "s" -> Quantity.SECONDS;
          case "Hz" -> Quantity.HERTZ;
          case "W" -> Quantity.WATTS;
          case "USD/h" -> Quantity.USD_PER_HOUR;
          case "" -> lever.grain() instanceof Lever.Grain.Whole ? Quantity.COUNT : Quantity.NUMBER;
          default -> Quantity.AMOUNT;
        };
    return new Value.Measure(value, quantity);
  }

  /** One row for every quantity of every step. */
  public static List<Result> results(List<List<Sensitivity>> variants, double change) {
    return variants.stream()
        .flatMap(each -> each.stream().map(one -> result(one, change)))
        .toList();
  }

  private static Result result(Sensitivity each, double change) {
    Result.Builder result = Result.builder();
    Map<String, Value> step = EstimateResult.of(each.base()).build().values();
    STEP.forEach(key -> result.put(key, step.get(key)));
    OptionalDouble none = OptionalDouble.empty();
    return result
        .put("quantity", each.lever().key())
        .put("unit", each.lever().unit().isEmpty() ? null : each.lever().unit())
        .put("change", change)
        .put("value", each.lever().value())
        .put("value_less", each.less().map(Lever.Moved::value).orElse(null))
        .put("value_more", each.more().map(Lever.Moved::value).orElse(null))
        .put("speed_basis", each.predicted() ? "predicted" : "roofline")
        .put("elasticity", number(each.elasticity()))
        .put("roofline_less_s", Sensitivity.of(each.less(), e -> e.times().rooflineSeconds()))
        .put("roofline_more_s", Sensitivity.of(each.more(), e -> e.times().rooflineSeconds()))
        .put(
            "predicted_less_s",
            each.predicted() ? Sensitivity.of(each.less(), e -> e.prediction().seconds()) : none)
        .put(
            "predicted_more_s",
            each.predicted() ? Sensitivity.of(each.more(), e -> e.prediction().seconds()) : none)
        .build();
  }

  private static Section intervals(List<Uncertainty> all) {
    Section.Builder table =
        Section.builder("Uncertainty of the time of a step, and of the speed-up over the first")
            .column("device", "Device", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("median_s", "Median", Quantity.SECONDS)
            .column("low80_s", "80 % from", Quantity.SECONDS)
            .column("high80_s", "to", Quantity.SECONDS)
            .column("low95_s", "95 % from", Quantity.SECONDS)
            .column("high95_s", "to", Quantity.SECONDS)
            .column("speedup", "Speed-up", Quantity.RATIO)
            .column("speedup_low80", "80 % from", Quantity.RATIO)
            .column("speedup_high80", "to", Quantity.RATIO)
            .column("faster", "Faster in", Quantity.FRACTION);
    for (Uncertainty uncertainty : all) {
      for (Uncertainty.Variant each : uncertainty.variants()) {
        Uncertainty.Interval time = each.seconds();
        table.row(
            each.estimate().device().name(),
            Words.variant(each.estimate().model().attention().variant()),
            time.median(),
            time.low80(),
            time.high80(),
            time.low95(),
            time.high95(),
            each.speedup().median(),
            each.speedup().low80(),
            each.speedup().high80(),
            each.faster());
      }
    }
    return table.build();
  }

  private static Stream<Result> results(Uncertainty uncertainty) {
    return uncertainty.variants().stream()
        .map(
            each -> {
              Result.Builder result =
                  Result.builder()
                      .put("device", each.estimate().device().name())
                      .put("attention", each.estimate().model().attention().variant())
                      .put("speed_basis", each.estimate().isPredicted() ? "predicted" : "roofline")
                      .put("expected_s", each.estimate().expectedSeconds());
              put(result, "", "_s", each.seconds());
              put(result, "speedup_", "", each.speedup());
              return result.put("faster", each.faster()).build();
            });
  }

  private static void put(
      Result.Builder result, String before, String after, Uncertainty.Interval interval) {
    result
        .put(before + "median" + after, interval.median())
        .put(before + "low80" + after, interval.low80())
        .put(before + "high80" + after, interval.high80())
        .put(before + "low95" + after, interval.low95())
        .put(before + "high95" + after, interval.high95());
  }

  private static Section crossings(List<Crossing> all) {
    Section.Builder table =
        Section.builder("Break-even with the first variant, all else as above")
            .column("device", "Device", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("speedup", "Speed-up here", Quantity.RATIO)
            .column("factor", "Times as fast", Quantity.RATIO)
            .column("quantity", "From", Quantity.TEXT)
            .column("value", "on", Quantity.COUNT);
    for (Crossing each : all) {
      table.row(
          each.device(),
          Words.variant(each.variant()),
          each.speedup(),
          each.factor(),
          each.quantity().replace('_', ' '),
          each.from());
    }
    return table.build();
  }

  private static Result result(Crossing each) {
    return Result.builder()
        .put("device", each.device())
        .put("attention", each.variant())
        .put("speedup", each.speedup())
        .put("factor", each.factor())
        .put("quantity", each.quantity())
        .put("from", each.from())
        .build();
  }
}
