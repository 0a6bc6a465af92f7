package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a step's time is spent on, stacked: by operator, or by term. */
final class BreakdownFigure {
  private static final String OPERATORS = "operators";
  private static final String FEED_FORWARD = "feed-forward";
  private static final String PROJECTIONS = "projections";
  private static final String ATTENTION = "attention";
  private static final String REST = "norms and embedding";
  private static final Pattern TERM = Pattern.compile("predicted_(?!low_|high_|kernels_)(\\w+)_s");

  /** Operators that people think of as one, in the order of execution. */
  private static final Map<String, String> FAMILIES =
      Map.ofEntries(
          Map.entry("query_key_value", PROJECTIONS),
          Map.entry("absorb_query", PROJECTIONS),
          Map.entry("expand_output", PROJECTIONS),
          Map.entry("attention_output", PROJECTIONS),
          Map.entry("index_projection", PROJECTIONS),
          Map.entry("latent_expansion", PROJECTIONS),
          Map.entry("cross_query", PROJECTIONS),
          Map.entry("cross_key_value", PROJECTIONS),
          Map.entry("cross_output", PROJECTIONS),
          Map.entry("cache_update", ATTENTION),
          Map.entry("beam_reorder", ATTENTION),
          Map.entry("prefix_attention", ATTENTION),
          Map.entry("index", ATTENTION),
          Map.entry("attention", ATTENTION),
          Map.entry("cross_attention", ATTENTION),
          Map.entry("router", FEED_FORWARD),
          Map.entry("feed_forward", FEED_FORWARD),
          Map.entry("shared_experts", FEED_FORWARD),
          Map.entry("experts", FEED_FORWARD),
          Map.entry("output_head", "output head"),
          Map.entry("beam_selection", "output head"));

  private static final List<String> ORDER =
      List.of(PROJECTIONS, ATTENTION, FEED_FORWARD, "output head", REST);

  private BreakdownFigure() {}

  static Figure of(List<Row> rows, Selection columns) {
    boolean byOperator = columns.parts() == Selection.Parts.OPERATOR;
    Grouping grouping = Grouping.of(rows);
    List<String> names = new ArrayList<>();
    Map<String, List<Double>> parts = new LinkedHashMap<>();
    if (byOperator) {
      ORDER.forEach(part -> parts.put(part, new ArrayList<>()));
    }
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      Row row = group.getValue().get(0);
      String name = grouping.name(group.getKey());
      names.add(name.isEmpty() ? row.text("model").orElse("step") : name);
      Map<String, Double> own = byOperator ? operators(row) : terms(row);
      own.forEach((part, seconds) -> fill(parts, part, names.size() - 1).add(seconds));
      parts.keySet().forEach(part -> fill(parts, part, names.size()));
    }
    double most = totals(parts, names.size()).stream().mapToDouble(total -> total).max().orElse(1);
    Axis y =
        Shown.axis(
            rows.get(0).rows(OPERATORS).isEmpty() ? "predicted_s" : "roofline_s",
            Axis.Scale.LINEAR,
            most);
    return new Figure(
        FigureKind.BREAKDOWN,
        new XyChart(
            Axis.ofNames("", "step", names), y, stacked(parts, names.size()), XyChart.Form.UPRIGHT),
        List.of(
            byOperator
                ? "Roofline time of a step by operator, all layers together."
                : "Time of a step by the term or resource that takes it.",
            "Ideal where it is the roofline: real programs are slower."));
  }

  /** The values of a part so far, with zeros for bars that had none of it. */
  private static List<Double> fill(Map<String, List<Double>> parts, String part, int until) {
    List<Double> values = parts.computeIfAbsent(part, key -> new ArrayList<>());
    while (values.size() < until) {
      values.add(0.0);
    }
    return values;
  }

  private static Map<String, Double> operators(Row row) {
    List<Row> operators = row.rows(OPERATORS);
    if (operators.isEmpty()) {
      throw new IllegalArgumentException(
          row.where()
              + ": has no operators; 'headroom estimate -o json' writes them, and CSV has no place"
              + " for them");
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    for (Row operator : operators) {
      String family = FAMILIES.getOrDefault(operator.text("operator").orElse(""), REST);
      parts.merge(family, operator.number("layers") * operator.number("roofline_s"), Double::sum);
    }
    return parts;
  }

  /** The terms of a prediction, or the time of operators by the resource that bounds them. */
  private static Map<String, Double> terms(Row row) {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (Row operator : row.rows(OPERATORS)) {
      parts.merge(
          "bound by " + operator.text("bound").orElse("nothing"),
          operator.number("layers") * operator.number("roofline_s"),
          Double::sum);
    }
    if (!parts.isEmpty()) {
      return parts;
    }
    for (String key : row.cells().keySet()) {
      Matcher matcher = TERM.matcher(key);
      if (matcher.matches() && row.find(key).isPresent()) {
        parts.put(matcher.group(1).replace('_', ' '), row.number(key));
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          row.where() + ": has neither operators nor terms of a prediction");
    }
    return parts;
  }

  private static List<Double> totals(Map<String, List<Double>> parts, int bars) {
    List<Double> totals = new ArrayList<>();
    for (int i = 0; i < bars; i++) {
      int bar = i;
      totals.add(parts.values().stream().mapToDouble(values -> values.get(bar)).sum());
    }
    return totals;
  }

  private static List<Series> stacked(Map<String, List<Double>> parts, int bars) {
    List<Series> series = new ArrayList<>();
    double[] below = new double[bars];
    for (Map.Entry<String, List<Double>> part : parts.entrySet()) {
      List<Series.Point> points = new ArrayList<>();
      boolean any = false;
      for (int i = 0; i < bars; i++) {
        double value = part.getValue().get(i);
        points.add(new Series.Point(i, value, below[i], below[i] + value));
        below[i] += value;
        any |= value > 0;
      }
      if (any) {
        series.add(new Series(part.getKey(), Series.Kind.BARS, series.size(), 0, points));
      }
    }
    return series;
  }
}
