package dev.headroom.validate;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How right the predictions of some rows were.
 *
 * @param name of its phase, variant and stored type, {@code all} where it holds all
 * @param errors of the model
 * @param longErrors of the model on calls of at least 30 microseconds; absent if there are none
 * @param rooflineErrors of the roofline on the same rows
 * @param floor errors of the first pass as a prediction of the second; absent without two passes
 * @param boundViolations rows that were faster than their lower bound
 */
public record ValidationGroup(
    Name name,
    ErrorSummary errors,
    Optional<ErrorSummary> longErrors,
    ErrorSummary rooflineErrors,
    Optional<ErrorSummary> floor,
    int boundViolations) {
  /**
   * What a group holds.
   *
   * @param phase or {@code all}
   * @param attention {@code mha}, {@code gqa}, {@code mqa} or {@code all}
   * @param kvType or {@code all}
   */
  public record Name(String phase, String attention, String kvType) {
    static final Name ALL = new Name("all", "all", "all");

    static Name of(ValidationRow row) {
      CallShape shape = row.shape();
      return new Name(shape.phase().key(), shape.variant(), shape.kvType().key());
    }
  }

  /** The group of measured rows, of which there must be one. */
  static ValidationGroup of(Name name, List<ValidationRow> rows) {
    ToDoubleFunction<ValidationRow> measured = ValidationRow::measuredSeconds;
    ToDoubleFunction<ValidationRow> predicted = row -> row.prediction().predictedSeconds();
    List<ValidationRow> repeated = rows.stream().filter(ValidationRow::isRepeated).toList();
    return new ValidationGroup(
        name,
        summary(rows, predicted, measured).orElseThrow(),
        summary(
            rows.stream()
                .filter(row -> row.measuredSeconds() >= ErrorSummary.LONG_SECONDS)
                .toList(),
            predicted,
            measured),
        summary(rows, row -> row.prediction().rooflineSeconds(), measured).orElseThrow(),
        summary(repeated, row -> row.first().median(), row -> row.second().median()),
        (int) rows.stream().filter(ValidationRow::beatsBound).count());
  }

  private static Optional<ErrorSummary> summary(
      List<ValidationRow> rows,
      ToDoubleFunction<ValidationRow> predicted,
      ToDoubleFunction<ValidationRow> measured) {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ErrorSummary.of(
                rows.stream().mapToDouble(predicted).toArray(),
                rows.stream().mapToDouble(measured).toArray()));
  }
}
