package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoredCalibrationTest {
  private static final Setting FAST = Setting.of(Probe.MULTIPLY_ADD, 1);
  private static final Setting ONLY_ONCE = Setting.of(Probe.SOFTMAX, 1);

  private static StoredCalibration with(Reading... readings) {
    return new StoredCalibration(
        "0123456789ab", "2026-11-20", Thoroughness.QUICK, 2, List.of(readings));
  }

  @Test
  void severalAreTheGeometricMeanOfTheUsualAndTheBestOfTheBest() {
    StoredCalibration merged =
        StoredCalibration.merged(
            List.of(
                with(new Reading(FAST, 1e9, 3e9, 5, 1, 0.1, true)),
                with(
                    new Reading(FAST, 4e9, 5e9, 4, 2, 0.3, false),
                    new Reading(ONLY_ONCE, 7, 8, 9, 0, 0.2, true))));

    Reading both = merged.reading(FAST).orElseThrow();
    assertThat(both.rate()).isCloseTo(2e9, within(1.0));
    assertThat(both.bestRate()).isEqualTo(5e9);
    assertThat(both.n()).isEqualTo(9);
    assertThat(both.rejected()).isEqualTo(3);
    assertThat(both.settled()).isFalse();
    assertThat(merged.reading(ONLY_ONCE).orElseThrow().rate()).isCloseTo(7, within(1e-9));
    assertThat(merged.fingerprint()).isEqualTo("0123456789ab");
  }
}
