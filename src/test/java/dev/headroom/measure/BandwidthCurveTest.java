package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Staircases with known steps, clean and noisy. */
class BandwidthCurveTest {
  private static final long KIB = 1024;

  /** Powers of two from 16 KiB with these best rates in GB/s. */
  private static List<Reading> reads(double... rates) {
    List<Reading> reads = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      double rate = rates[i] * 1e9;
      reads.add(new Reading(Setting.read(1, (16 * KIB) << i), rate, rate, 9, 0, 0, true));
    }
    return reads;
  }

  private static List<MemoryPlateau> plateaus(double... rates) {
    return new BandwidthCurve(reads(rates)).plateaus();
  }

  @Test
  void threeStepsHaveTheirKneesBetweenThePoints() {
    List<MemoryPlateau> plateaus = plateaus(400, 400, 400, 100, 100, 100, 25, 25, 25);

    assertThat(plateaus).hasSize(3);
    // From 64 to 128 KiB the logarithm falls by half at the geometric mean.
    assertThat(plateaus.get(0).capacityBytes()).isCloseTo(64 * KIB * Math.sqrt(2), within(1.0));
    assertThat(plateaus.get(0).bandwidthBytesPerSecond()).isEqualTo(400e9);
    assertThat(plateaus.get(1).capacityBytes()).isCloseTo(512 * KIB * Math.sqrt(2), within(1.0));
    assertThat(plateaus.get(1).bandwidthBytesPerSecond()).isEqualTo(100e9);
    assertThat(plateaus.get(2).capacityBytes()).isInfinite();
    assertThat(plateaus.get(2).bandwidthBytesPerSecond()).isEqualTo(25e9);
  }

  @Test
  void noiseOfATenthMakesNoStep() {
    assertThat(plateaus(100, 95, 104, 99, 92, 101, 96)).hasSize(1);
  }

  @Test
  void aDipIsADisturbanceBecauseSmallerSetsAreNeverSlower() {
    List<MemoryPlateau> plateaus = plateaus(400, 60, 400, 100, 100, 100);

    assertThat(plateaus).hasSize(2);
    assertThat(plateaus.get(0).bandwidthBytesPerSecond()).isEqualTo(400e9);
  }

  @Test
  void onePointOnTheSlopeIsNoLevel() {
    List<MemoryPlateau> plateaus = plateaus(400, 400, 400, 200, 100, 100, 100);

    assertThat(plateaus)
        .extracting(MemoryPlateau::bandwidthBytesPerSecond)
        .containsExactly(400e9, 100e9);
  }

  @Test
  void capacitiesGrowOutwards() {
    List<MemoryPlateau> plateaus = plateaus(400, 390, 210, 200, 190, 80, 75, 70, 40, 30, 29, 28);

    assertThat(plateaus).extracting(MemoryPlateau::capacityBytes).isSorted();
    assertThat(plateaus)
        .extracting(MemoryPlateau::bandwidthBytesPerSecond)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void onePointIsOneLevel() {
    assertThat(plateaus(30)).containsExactly(new MemoryPlateau(Double.POSITIVE_INFINITY, 30e9));
    assertThatThrownBy(() -> new BandwidthCurve(List.of())).hasMessage("reads: must not be empty");
  }
}
