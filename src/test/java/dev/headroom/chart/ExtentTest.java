package dev.headroom.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Random;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where axes start and end, and what is marked on them; expected values by hand. */
class ExtentTest {
  private static Extent of(Axis.Scale scale, Double... values) {
    return Extent.of(Axis.of("Title", "key", scale), List.of(values));
  }

  @Test
  void linearStartsAtZeroAndLeavesRoomAbove() {
    Extent extent = of(Axis.Scale.LINEAR, 3.0, 7.0);
    assertThat(extent.low()).isZero();
    assertThat(extent.high()).isEqualTo(7.28, within(1e-12));
    assertThat(extent.labels()).containsExactly("0", "2", "4", "6");
  }

  @Test
  void linearHoldsNegativeValues() {
    Extent extent = of(Axis.Scale.LINEAR, -0.2, 0.3);
    assertThat(extent.labels()).containsExactly("−0.2", "−0.1", "0", "0.1", "0.2", "0.3");
    assertThat(extent.low()).isEqualTo(-0.22, within(1e-12));
  }

  @Test
  void decadesAreWrittenAlike() {
    Extent extent = of(Axis.Scale.LOG10, 2e-6, 4e-3);
    assertThat(extent.labels()).containsExactly("10⁻⁵", "10⁻⁴", "10⁻³");
    assertThat(extent.minors()).contains(2e-5, 3e-5, 9e-5, 2e-4);
    assertThat(of(Axis.Scale.LOG10, 0.1, 1000.0).labels())
        .containsExactly("0.1", "1", "10", "100", "1000");
  }

  /** One decade has one power of ten, which is no axis. */
  @Test
  void lessThanTwoDecadesAreMarkedBetween() {
    assertThat(of(Axis.Scale.LOG10, 15.0, 80.0).labels())
        .containsExactly("20", "30", "40", "50", "60", "70", "80");
    assertThat(of(Axis.Scale.LOG10, 8.0, 80.0).labels()).containsExactly("10", "20", "50");
  }

  @Test
  void powersOfTwo() {
    assertThat(of(Axis.Scale.LOG2, 1024.0, 131072.0).labels())
        .containsExactly("1K", "4K", "16K", "64K");
    assertThat(of(Axis.Scale.LOG2, 1.0, 64.0).labels())
        .containsExactly("1", "2", "4", "8", "16", "32", "64");
  }

  @Test
  void valuesInAnotherUnit() {
    Axis axis = Axis.of("Time (ms)", "predicted_s", Axis.Scale.LINEAR).shownTimes(1000);
    assertThat(Extent.of(axis, List.of(0.02)).labels()).containsExactly("0", "5", "10", "15", "20");
  }

  @Test
  void namesLieOnWholeNumbers() {
    Extent extent = Extent.of(Axis.ofNames("", "step", List.of("MHA", "MQA")), List.of());
    assertThat(extent.low()).isEqualTo(-0.5);
    assertThat(extent.high()).isEqualTo(1.5);
    assertThat(extent.majors()).containsExactly(0.0, 1.0);
    assertThat(extent.labels()).containsExactly("MHA", "MQA");
  }

  /** Degenerate data: one value, zeros, values that differ by rounding. */
  @ParameterizedTest
  @EnumSource(Axis.Scale.class)
  void oneValueGetsAnAxis(Axis.Scale scale) {
    Extent extent = of(scale, 5.0);
    assertThat(extent.low()).isLessThan(5);
    assertThat(extent.high()).isGreaterThan(5);
    assertThat(extent.majors()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(of(scale, 5.0, 5.0 * (1 + 1e-15)).majors()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void zerosGetALinearAxisAndAMessageOnALogarithmicOne() {
    assertThat(of(Axis.Scale.LINEAR, 0.0, 0.0).high()).isGreaterThan(0);
    assertThatThrownBy(() -> of(Axis.Scale.LOG10, 0.0, 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key: must be > 0 on a logarithmic axis, was 0.0");
    assertThatThrownBy(() -> of(Axis.Scale.LINEAR, Double.NaN))
        .hasMessage("key: a chart needs finite numbers");
    assertThatThrownBy(() -> of(Axis.Scale.LINEAR)).hasMessage("key: there is nothing to draw");
  }

  /** On random data of every size: all values inside, two to nine ticks, rising and inside. */
  @ParameterizedTest
  @EnumSource(Axis.Scale.class)
  void ticksLieInside(Axis.Scale scale) {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      double a = StrictMath.pow(10, random.nextDouble() * 24 - 12);
      double b = a * StrictMath.pow(10, random.nextDouble() * 9);
      Extent extent = of(scale, a, b);
      assertThat(extent.low()).isLessThanOrEqualTo(a);
      assertThat(extent.high()).isGreaterThanOrEqualTo(b);
      assertThat(extent.majors().size()).as(a + " to " + b).isBetween(2, 9);
      assertThat(extent.labels()).doesNotHaveDuplicates().hasSameSizeAs(extent.majors());
      assertThat(extent.majors()).isSorted();
      double slack = 1e-9 * (extent.high() - extent.low());
      assertThat(extent.majors())
          .allSatisfy(
              tick -> assertThat(tick).isBetween(extent.low() - slack, extent.high() + slack));
      assertThat(extent.minors())
          .allSatisfy(tick -> assertThat(tick).isBetween(extent.low(), extent.high()));
    }
  }

  /** Labels of an axis that lies keep clear of each other at any width. */
  @ParameterizedTest
  @EnumSource(Axis.Scale.class)
  void labelsDoNotTouch(Axis.Scale scale) {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      double a = StrictMath.pow(10, random.nextDouble() * 12 - 6);
      double b = a * StrictMath.pow(10, random.nextDouble() * 8);
      double width = 60 + random.nextDouble() * 600;
      Extent extent = of(scale, a, b);
      TickAxis axis = new TickAxis(extent, 24, 8);
      Rectangle2D area = new Rectangle2D.Double(0, 0, width, 100);
      double end = Double.NEGATIVE_INFINITY;
      for (NumberTick tick :
          axis.refreshTicks(SvgSurface.RULER, new AxisState(), area, RectangleEdge.BOTTOM)) {
        if (!tick.getText().isEmpty()) {
          double middle = axis.valueToJava2D(tick.getValue(), area, RectangleEdge.BOTTOM);
          double half = Typeface.width(tick.getText(), 8) / 2;
          assertThat(middle - half).isGreaterThan(end);
          end = middle + half;
        }
      }
      assertThat(end).isGreaterThan(0);
    }
  }
}
