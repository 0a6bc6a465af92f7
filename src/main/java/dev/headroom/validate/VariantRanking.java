package dev.headroom.validate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the variants of matched shapes were put in the right order.
 *
 * @param order how many pairs, and how many in the right order
 * @param speedUps of MQA over MHA, one a draw that has both
 */
public record VariantRanking(VariantOrder order, List<SpeedUp> speedUps) {
  /** Copies the list. */
  public VariantRanking {
    speedUps = List.copyOf(speedUps);
  }

  /**
   * How many times faster MQA is than MHA.
   *
   * @param mha the row of MHA
   * @param predicted ratio
   * @param measured ratio
   */
  public record SpeedUp(ValidationRow mha, double predicted, double measured) {
    /** Absolute relative error. */
    public double error() {
      return Math.abs(predicted / measured - 1);
    }
  }

  /** Median of the speed-ups' errors; not a number without any. */
  public double medianError() {
    List<Double> errors = speedUps.stream().map(SpeedUp::error).sorted().toList();
    int n = errors.size();
    return n == 0 ? Double.NaN : (errors.get((n - 1) / 2) + errors.get(n / 2)) / 2;
  }

  /** Ranks rows that are alike but for their variant. */
  static VariantRanking of(List<ValidationRow> rows) {
    List<SpeedUp> speedUps = new ArrayList<>();
    List<List<VariantOrder.Timed>> alike = new ArrayList<>();
    for (List<ValidationRow> draw : draws(rows)) {
      alike.add(draw.stream().map(VariantRanking::timed).toList());
      ValidationRow first = draw.get(0);
      ValidationRow last = draw.get(draw.size() - 1);
      if (first.shape().variant().equals("mha") && last.shape().variant().equals("mqa")) {
        speedUps.add(new SpeedUp(first, predicted(first, last), measured(first, last)));
      }
    }
    return new VariantRanking(VariantOrder.of(alike), speedUps);
  }

  private static VariantOrder.Timed timed(ValidationRow row) {
    return new VariantOrder.Timed(
        row.shape().variant(), row.prediction().predictedSeconds(), row.measuredSeconds());
  }

  private static double measured(ValidationRow a, ValidationRow b) {
    return a.measuredSeconds() / b.measuredSeconds();
  }

  private static double predicted(ValidationRow a, ValidationRow b) {
    return a.prediction().predictedSeconds() / b.prediction().predictedSeconds();
  }

  /** What all variants of a draw have in common. */
  private record Likeness(List<Object> traits) {
    static Likeness of(CallShape shape) {
      return new Likeness(
          List.of(
              shape.phase(),
              shape.kvType(),
              shape.batchSize(),
              shape.length(),
              shape.attention().queryHeads(),
              shape.attention().keyDim()));
    }
  }

  /** Rows by draw, those with the most KV heads first. */
  private static List<List<ValidationRow>> draws(List<ValidationRow> rows) {
    Map<Likeness, List<ValidationRow>> draws = new LinkedHashMap<>();
    for (ValidationRow row : rows) {
      draws.computeIfAbsent(Likeness.of(row.shape()), key -> new ArrayList<>()).add(row);
    }
    draws
        .values()
        .forEach(
            draw ->
                draw.sort(
                    Comparator.comparingInt(
                        (ValidationRow row) -> -row.shape().attention().kvHeads())));
    return List.copyOf(draws.values());
  }
}
