package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.measure.Probe;
import dev.headroom.measure.Reading;
import dev.headroom.measure.Setting;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverheadTest {
  private static RateTable rates(double step, double many, double prompt) {
    StoredCalibration usual = Invented.calibration();
    List<Reading> readings = new ArrayList<>(usual.readings());
    readings.add(Invented.reading(Setting.of(Probe.STEP, 1), 1 / step));
    readings.add(Invented.reading(Setting.of(Probe.STEP_OF_MANY, 1), 1 / many));
    readings.add(Invented.reading(Setting.of(Probe.PROMPT, 1), 1 / prompt));
    return new RateTable(usual.with(readings));
  }

  @Test
  void callsItemsAndEdgesByHand() {
    // 1 us of each call is work. What is left of 5 us for two sequences and of 67 us for 64 is 4 us
    // and 66 us: an item takes 1 us, and a step 2 us besides.
    Overhead overhead = Overhead.of(rates(5e-6, 67e-6, 99e-6), 1, shape -> 1e-6);
    assertThat(overhead.item()).isCloseTo(1e-6, within(1e-15));
    assertThat(overhead.call(Phase.DECODE)).isCloseTo(2e-6, within(1e-15));
    // A prompt has one hand-over of the two, and one item: 96 us are left for 96 rows.
    assertThat(overhead.call(Phase.PREFILL)).isCloseTo(1e-6, within(1e-15));
    assertThat(overhead.edgeRow()).isCloseTo(1e-6, within(1e-12));
  }

  @Test
  void itIsNeverNegative() {
    Overhead overhead = Overhead.of(rates(2e-6, 1e-6, 1e-6), 1, shape -> 5e-6);
    assertThat(overhead).isEqualTo(new Overhead(0, 0, 0, 0));
  }

  @Test
  void withoutTheProbesItIsTheHandOver() {
    RateTable rates = new RateTable(Invented.calibration());
    assertThat(Overhead.of(rates, 2, shape -> 0)).isEqualTo(new Overhead(2e-6, 1e-6, 0, 0));
    assertThat(Overhead.of(rates, 1, shape -> 0)).isEqualTo(new Overhead(0, 0, 0, 0));
  }
}
