package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  @Test
  void drawnTrafficHasTheMomentsThatWereAskedFor() {
    RequestMix mix =
        new RequestMix.Independent(
            Lengths.parse("--input-len", "lognormal:800:600"),
            Lengths.parse("--output-len", "200"));
    int n = 40_000;
    RequestStream requests = mix.stream(5, true, n, 3);
    double mean = Arrays.stream(requests.inputTokens()).average().orElseThrow();
    double square =
        Arrays.stream(requests.inputTokens()).mapToDouble(t -> (double) t * t).average().orElse(0);
    // Five standard errors of a mean are 600 / 200 · 5 = 15 tokens.
    assertThat(mean).isCloseTo(800, within(15.0));
    assertThat(Math.sqrt(square - mean * mean)).isCloseTo(600, within(60.0));
    assertThat(requests.outputTokens()).containsOnly(200);
    double[] arrivals = requests.arrivalSeconds();
    assertThat(arrivals[0]).isZero();
    assertThat((n - 1) / arrivals[n - 1]).isCloseTo(5, within(0.125));
    // Exponential gaps are longer than their mean with probability 1/e.
    long longer = 0;
    for (int i = 1; i < n; i++) {
      longer += arrivals[i] - arrivals[i - 1] > 0.2 ? 1 : 0;
    }
    assertThat(longer / (n - 1.0)).isCloseTo(Math.exp(-1), within(0.012));
  }

  @Test
  void constantArrivalsAreEquallyFarApartAndClientsArriveAtOnce() {
    RequestMix mix = new RequestMix.Independent(new Lengths.Fixed(3), new Lengths.Fixed(4));
    assertThat(mix.stream(4, false, 3, 1).arrivalSeconds()).containsExactly(0, 0.25, 0.5);
    assertThat(mix.stream(Double.POSITIVE_INFINITY, true, 3, 1).arrivalSeconds())
        .containsExactly(0, 0, 0);
  }

  @Test
  void recordedPairsStayTogether() {
    RequestStream recorded =
        new RequestStream(new double[] {0, 1, 2}, new int[] {1, 20, 300}, new int[] {2, 40, 600});
    RequestMix mix = new RequestMix.Recorded(recorded);
    RequestStream drawn = mix.stream(1, true, 500, 9);
    for (int i = 0; i < drawn.size(); i++) {
      assertThat(drawn.outputTokens()[i]).isEqualTo(2 * drawn.inputTokens()[i]);
    }
    assertThat(Arrays.stream(drawn.inputTokens()).distinct().count()).isEqualTo(3);
    RequestMix.Means means = mix.means();
    assertThat(means.input()).isEqualTo(107);
    assertThat(means.output()).isEqualTo(214);
    // (4 + 1600 + 360000) / 3 and half of it.
    assertThat(means.outputSquare()).isCloseTo(361_604 / 3.0, within(1e-9));
    assertThat(means.inputTimesOutput()).isCloseTo(361_604 / 6.0, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-3", "1.5", "normal:3:4", "lognormal:0:4", "lognormal:5", "1e9"})
  void whatIsNoLengthIsRefused(String text) {
    assertThatThrownBy(() -> Lengths.parse("--input-len", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--input-len: must be tokens such as 512")
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void requestsOutOfOrderAreRefused() {
    assertThatThrownBy(
            () -> new RequestStream(new double[] {1, 0.5}, new int[] {1, 1}, new int[] {1, 1}))
        .hasMessageContaining("number 1 arrives at 0.5 s after 1.0 s");
    assertThatThrownBy(() -> new RequestStream(new double[0], new int[0], new int[0]))
        .hasMessageContaining("at least one");
  }

  /** The values are NumPy's: {@code np.percentile([1, 2, 3, 4, 10], [50, 90, 99])}. */
  @Test
  void percentilesInterpolateAsNumPyDoes() {
    double[] times = {4, 1, 10, 3, 2, Double.NaN};
    LatencySummary summary = LatencySummary.of(times);
    assertThat(summary.n()).isEqualTo(5);
    assertThat(summary.mean()).isEqualTo(4);
    assertThat(summary.median()).isEqualTo(3);
    assertThat(summary.p90()).isCloseTo(7.6, within(1e-12));
    assertThat(summary.p99()).isCloseTo(9.76, within(1e-12));
    assertThat(LatencySummary.percentile(times, 25)).isCloseTo(2, within(1e-12));
    assertThat(LatencySummary.of(new double[0]).mean()).isNaN();
  }

  @Test
  void aTimelineThinsItself() {
    Timeline timeline = new Timeline(1);
    ServerListener.Server idle =
        new ServerListener.Server() {
          @Override
          public int running() {
            return 1;
          }

          @Override
          public int waiting() {
            return 2;
          }

          @Override
          public int usedBlocks() {
            return 3;
          }

          @Override
          public int freeBlocks() {
            return 4;
          }

          @Override
          public int finished() {
            return 0;
          }

          @Override
          public long generatedTokens() {
            return 5;
          }

          @Override
          public long computedTokens() {
            return 6;
          }
        };
    for (int i = 0; i < 100_000; i++) {
      timeline.at(0.5 * i, idle);
    }
    assertThat(timeline.moments()).hasSizeBetween(2000, 4096);
    Timeline.Moment last = timeline.moments().get(timeline.moments().size() - 1);
    assertThat(last.seconds()).isBetween(49_900.0, 50_000.0);
    assertThat(last.waiting()).isEqualTo(2);
    assertThat(last.usedBlocks()).isEqualTo(3);
  }
}
