package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Error statistics of pairs worked by hand. */
class ErrorSummaryTest {

  /** Errors of 1 to 10 %: numpy.percentile gives 5.5 for 50 and 9.1 for 90. */
  @Test
  void percentilesAreThoseOfNumpy() {
    double[] measured = new double[10];
    double[] predicted = new double[10];
    for (int i = 0; i < 10; i++) {
      measured[i] = 100;
      predicted[i] = 100 + (i % 2 == 0 ? -1 : 1) * (i + 1);
    }
    ErrorSummary summary = ErrorSummary.of(predicted, measured);
    assertThat(summary.n()).isEqualTo(10);
    assertThat(summary.median()).isCloseTo(0.055, within(1e-12));
    assertThat(summary.p90()).isCloseTo(0.091, within(1e-12));
    assertThat(summary.worst()).isCloseTo(0.10, within(1e-12));
  }

  /**
   * Twice too slow and twice too fast cancel; twice too slow four times out of two is √2·…:
   * 2^(2/4).
   */
  @Test
  void biasIsTheGeometricMean() {
    assertThat(ErrorSummary.of(new double[] {2, 0.5}, new double[] {1, 1}).bias())
        .isCloseTo(1, within(1e-12));
    assertThat(ErrorSummary.of(new double[] {2, 2, 1, 1}, new double[] {1, 1, 1, 1}).bias())
        .isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void onePair() {
    assertThat(ErrorSummary.of(new double[] {3}, new double[] {4}))
        .isEqualTo(new ErrorSummary(1, 0.25, 0.25, 0.25, Math.exp(Math.log(0.75))));
  }

  @Test
  void pairsThatAreNone() {
    assertThatThrownBy(() -> ErrorSummary.of(new double[0], new double[0]))
        .hasMessage(
            "pairs: needs as many predictions as measurements and at least one, had 0 and 0");
    assertThatThrownBy(() -> ErrorSummary.of(new double[] {1, 0}, new double[] {1, 1}))
        .hasMessage("pair 1: must be above 0, was 0.0 and 1.0");
    assertThatThrownBy(() -> ErrorSummary.of(new double[] {1}, new double[] {Double.NaN}))
        .hasMessage("pair 0: must be above 0, was 1.0 and NaN");
  }
}
