package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.timing.Estimate;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The facade, by the example that the README shows. */
class HeadroomTest {

  /**
   * By hand, peers.md section 5 and the Llama 2 shapes: 13.214 GB of weights and 1.074 GB of cache
   * at 2039 GB/s.
   */
  @Test
  void theExampleOfTheReadme() {
    // README:
    var model = Headroom.model("llama-2-7b");
    var device = Headroom.device("a100-80gb-sxm");
    var scenario = Scenario.decode(1, 2048).withCacheState(CacheState.COLD);
    Estimate estimate = Headroom.estimate(model, device, scenario);
    double seconds = estimate.times().lowerBoundSeconds(); // 0.00701
    double bytes = estimate.cost().traffic().kvRead(); // 2049 tokens × 524,288 bytes
    boolean fits = estimate.memory().fits(); // true
    // :README
    assertThat(seconds).isCloseTo(7.007e-3, within(0.002 * 7.007e-3));
    assertThat(bytes).isEqualTo(2049.0 * 524_288);
    assertThat(fits).isTrue();
  }

  @Test
  void theReadmeShowsThatVeryExample() throws IOException {
    String test = Files.readString(Path.of("src/test/java/dev/headroom/HeadroomTest.java"));
    String shown =
        test.substring(test.indexOf("// README:\n") + 11, test.indexOf("    // :README"))
            .replaceAll("(?m)^    ", "");
    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + shown + "```");
  }

  /** By the device's kernels a step takes longer than at its roofline, and so do its tokens. */
  @Test
  void whatFollowsFromAPrediction() {
    Estimate decode =
        Headroom.estimate(
            Headroom.model("llama-2-7b"),
            Headroom.device("a100-80gb-sxm"),
            Scenario.decode(8, 1024));
    double predicted = decode.prediction().seconds();
    assertThat(predicted).isGreaterThan(decode.times().rooflineSeconds());
    assertThat(decode.tokensPerSecond()).isCloseTo(8 / predicted, within(1e-9));
    assertThat(decode.timePerOutputTokenSeconds()).hasValue(predicted);
    assertThat(decode.energyJoulesPerToken().orElseThrow())
        .isCloseTo(400 * predicted / 8, within(1e-12));
  }

  @Test
  void whatFollowsFromTheTimes() {
    Estimate decode =
        Headroom.estimate(
            Headroom.model("llama-2-7b"),
            Headroom.device("a100-80gb-sxm"),
            Scenario.decode(8, 1024),
            "none");
    double roofline = decode.times().rooflineSeconds();
    assertThat(decode.tokensPerSecond()).isCloseTo(8 / roofline, within(1e-9));
    // 400 W, 5.12 USD/h
    assertThat(decode.energyJoulesPerToken().orElseThrow())
        .isCloseTo(400 * roofline / 8, within(1e-12));
    assertThat(decode.usdPerMillionTokens().orElseThrow())
        .isCloseTo(5.12 / 3600 * roofline / 8 * 1e6, within(1e-9));
    assertThat(decode.timePerOutputTokenSeconds()).hasValue(roofline);
    assertThat(decode.timeToFirstTokenSeconds()).isEmpty();
    Estimate prefill =
        Headroom.estimate(decode.model(), decode.device(), Scenario.prefill(1, 1024), "none");
    assertThat(prefill.timeToFirstTokenSeconds()).hasValue(prefill.times().rooflineSeconds());
    assertThat(prefill.timePerOutputTokenSeconds()).isEmpty();
    assertThat(prefill.tokens()).isEqualTo(1024);
  }

  @Test
  void whatDoesNotFitIsFlaggedNotRefused() {
    Estimate estimate =
        Headroom.estimate(
            Headroom.model("palm-540b"), Headroom.device("h100-sxm"), Scenario.decode(1, 2048));
    assertThat(estimate.memory().fits()).isFalse();
    // 540.35 G parameters of two bytes against 80 GiB
    assertThat(estimate.memory().missingBytes()).isCloseTo(2 * 540.35e9 - 85.9e9, within(1e9));
    assertThat(estimate.times().rooflineSeconds()).isPositive();
  }

  @Test
  void unknownNames() {
    assertThatThrownBy(() -> Headroom.model("lama-2-7b"))
        .hasMessageStartingWith("unknown model 'lama-2-7b'; did you mean 'llama-2-7b'?");
    assertThatThrownBy(() -> Headroom.device("h10-sxm"))
        .hasMessageStartingWith("unknown device 'h10-sxm'; did you mean 'h100-sxm'?");
  }
}
