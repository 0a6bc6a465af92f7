package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Setting;
import org.junit.jupiter.api.Test;

class DistanceTableTest {
  private static final DistanceTable TABLE = new DistanceTable();

  static {
    // Near, a row takes 10 ns; apart it takes 30 ns in 8 MiB and 50 ns in 512 MiB, by one thread.
    TABLE.add(Invented.reading(Setting.apart(Probe.ROWS_APART, 1, 8 << 20), 1 / 30e-9));
    TABLE.add(Invented.reading(Setting.apart(Probe.ROWS_APART, 1, 512 << 20), 1 / 50e-9));
    TABLE.add(Invented.reading(Setting.apart(Probe.ROWS_APART, 2, 8 << 20), 1 / 15e-9));
  }

  private static double extra(int threads, double bytes) {
    return TABLE.extraSeconds(Probe.ROWS_APART, threads, bytes, (count, set) -> 10e-9 / count);
  }

  @Test
  void distanceCostsNothingNearAndItsMeasuredTimeFar() {
    assertThat(extra(1, 1000)).isZero();
    assertThat(extra(1, 512 << 10)).isZero();
    // Half way in logarithms from half a MiB to 8 MiB.
    assertThat(extra(1, 2 << 20)).isCloseTo(10e-9, within(1e-15));
    assertThat(extra(1, 8 << 20)).isCloseTo(20e-9, within(1e-15));
    assertThat(extra(1, 64 << 20)).isCloseTo(30e-9, within(1e-15));
    assertThat(extra(1, 1 << 30)).isCloseTo(40e-9, within(1e-15));
  }

  @Test
  void threadsThatWereNotMeasuredShareAsFewerDo() {
    assertThat(extra(2, 8 << 20)).isCloseTo(10e-9, within(1e-15));
    assertThat(extra(4, 8 << 20)).isCloseTo(5e-9, within(1e-15));
  }

  @Test
  void whatWasNotMeasuredCostsNothing() {
    assertThat(TABLE.extraSeconds(Probe.APPEND_APART, 1, 1e9, (count, set) -> 1)).isZero();
    assertThat(TABLE.extraSeconds(Probe.ROWS_APART, 1, 1e9, (count, set) -> 1)).isZero();
  }
}
