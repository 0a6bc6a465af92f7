package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.ErrorBands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandFitTest {
  private static final double SHORT = 10e-6;
  private static final double LONG = 100e-6;

  private static BandFit.Ratio ratio(double value, double seconds, boolean windowed) {
    return new BandFit.Ratio(value, seconds, windowed);
  }

  /**
   * Wilks: of 20 rows, all but the two outermost (first to last but one, 18 apart) hold 80 % with a
   * probability of P(Bin(20, 0.8) ≤ 17) = 0.794; 17 apart with 0.589 only.
   */
  @Test
  void takesMoreOfFewRows() {
    assertThat(BandFit.apart(20)).isEqualTo(18);
    // P(Bin(5, 0.8) ≤ 4) = 1 − 0.8⁵ = 0.672: five rows are too few, all of them are taken.
    assertThat(BandFit.apart(5)).isEqualTo(5);
    // P(Bin(7, 0.8) ≤ 6) = 1 − 0.8⁷ = 0.790, P(Bin(7, 0.8) ≤ 5) = 0.423.
    assertThat(BandFit.apart(7)).isEqualTo(7);
  }

  /** Of 10,000 rows hardly more than 80 %: 0.674 standard deviations of 40 rows. */
  @Test
  void takesFourFifthsOfManyRows() {
    assertThat(BandFit.apart(10_000)).isBetween(8_025, 8_030);
  }

  @Test
  void sortsOfCallsHaveBandsOfTheirOwn() {
    List<BandFit.Ratio> ratios = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ratios.add(ratio(1 + 0.0001 * (i - 50), SHORT, false));
      ratios.add(ratio(1 + 0.002 * (i - 50), LONG, false));
      ratios.add(ratio(1.5 + 0.001 * (i - 50), SHORT, true));
    }
    Collections.shuffle(ratios, new Random(3));
    ErrorBands bands = BandFit.of(ratios);
    // 80 % of all: some 41 steps to either side of the middle.
    assertThat(bands.band(SHORT, false).high()).isBetween(1.0038, 1.0048);
    assertThat(bands.band(LONG, false).low()).isBetween(0.900, 0.922);
    assertThat(bands.band(SHORT, true).high()).isBetween(1.536, 1.546);
    // Its lower end would be 1.46: the prediction is too fast, but it stays within its band.
    assertThat(bands.band(SHORT, true).low()).isEqualTo(1);
    assertThat(bands.band(20e-6, false)).isEqualTo(bands.all());
  }

  @Test
  void aFewCallsOfASortHaveNoBandOfTheirOwn() {
    List<BandFit.Ratio> ratios = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ratios.add(ratio(1 + 0.001 * i, SHORT, false));
    }
    ratios.add(ratio(3, SHORT, true));
    ErrorBands bands = BandFit.of(ratios);
    assertThat(bands.sorts()).containsOnlyKeys(ErrorBands.Sort.TO_15US);
    assertThat(bands.band(SHORT, true)).isEqualTo(bands.all());
  }

  /** Exponential ratios, 40 rows: on the mean of many samples at least 80 % of all lie within. */
  @Test
  void holdsItsPromiseOnWhatItNeverSaw() {
    Random random = new Random(17);
    double held = 0;
    int samples = 400;
    for (int sample = 0; sample < samples; sample++) {
      List<BandFit.Ratio> ratios = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        ratios.add(ratio(-Math.log(1 - random.nextDouble()) + 1e-9, LONG, false));
      }
      ErrorBands.Band band = BandFit.of(ratios).all();
      held += Math.exp(-band.low()) - Math.exp(-band.high());
    }
    assertThat(held / samples).isBetween(0.82, 0.88);
  }
}
