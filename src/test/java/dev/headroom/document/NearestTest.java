package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The nearest name is one that a slip of the fingers explains, or none. */
class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "abcd, acbd, 1",
    "ca, abc, 3",
    "'', abc, 3",
    "same, same, 0",
  })
  void countsSlips(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource({
    "bandwith, bandwidth",
    "BANDWIDTH, bandwidth",
    "badnwidth, bandwidth",
    "h10, h100-sxm",
    "latenzy, latency",
    "LATENCI, latency",
  })
  void findsTheSlip(String text, String meant) {
    assertThat(
            Nearest.to(text, List.of("bandwidth", "capacity", "latency", "h100-sxm-x", "h100-sxm")))
        .contains(meant);
  }

  @Test
  void ofEqualsTheOneThatBeginsAlikeWins() {
    assertThat(Nearest.to("h10", List.of("a10", "h20", "h100"))).contains("h100");
    assertThat(Nearest.to("h10", List.of("h20", "h30"))).contains("h20");
  }

  @ParameterizedTest
  @CsvSource({"colour", "x", "''", "h"})
  void findsNothingFarAway(String text) {
    assertThat(Nearest.to(text, List.of("bandwidth", "h100", "b"))).isEmpty();
  }

  @Test
  void saysWhatIsKnown() {
    assertThat(Nearest.unknown("key", "bandwith", List.of("bandwidth", "capacity")))
        .isEqualTo("unknown key 'bandwith'; did you mean 'bandwidth'? known: bandwidth, capacity");
    assertThat(Nearest.unknown("key", "colour", List.of("bandwidth", "capacity")))
        .isEqualTo("unknown key 'colour'; known: bandwidth, capacity");
  }
}
