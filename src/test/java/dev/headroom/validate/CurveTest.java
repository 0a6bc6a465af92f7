package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Rates between measured points, worked by hand. */
class CurveTest {
  private static Curve curve(double... pairs) {
    Curve curve = new Curve();
    for (int i = 0; i < pairs.length; i += 2) {
      curve.put(pairs[i], pairs[i + 1]);
    }
    return curve;
  }

  /** Half-way between 1 and 100 on a logarithmic axis is 10, and between 8 and 2 it is 4. */
  @Test
  void betweenPointsItIsStraightInLogLog() {
    Curve rate = curve(1, 8, 100, 2);
    assertThat(rate.at(10)).isCloseTo(4, within(1e-12));
    assertThat(rate.at(0.1)).isEqualTo(8);
    assertThat(rate.at(1e6)).isEqualTo(2);
  }

  /**
   * The guide's time goes from 1/8 to 1/2; at 10 its rate is 4, so a third of the way, (1/4 - 1/8)
   * / (1/2 - 1/8). The other's time goes from 1/60 to 1/20: 1/60 + (1/20 - 1/60)/3 = 1/36.
   */
  @Test
  void itsTimeChangesAsTheGuides() {
    Curve guide = curve(1, 8, 10, 4, 100, 2);
    Curve rate = curve(1, 60, 100, 20);
    assertThat(rate.at(10, guide)).isCloseTo(36, within(1e-9));
    assertThat(rate.at(1, guide)).isEqualTo(60);
    assertThat(rate.at(1e3, guide)).isEqualTo(20);
  }

  /** A guide that slows down by a tenth says no more than its noise. */
  @Test
  void aGuideThatHardlyChangesIsNotFollowed() {
    Curve rate = curve(1, 60, 100, 15);
    assertThat(rate.at(10, curve(1, 1.1, 10, 1.1, 100, 1))).isEqualTo(rate.at(10));
    assertThat(rate.at(10, new Curve())).isCloseTo(30, within(1e-12));
  }
}
