package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs that reach less than the peaks, against sums worked by hand. The shapes are those of one
 * core of Shazeer 2019, section 4.3: 128 sources of 128 tokens, 128 positions, eight heads of 128;
 * the core has 358 GB/s, and a row takes 40 GB/s.
 */
@Tag("reference")
final class ProgramTimeTest {
  private static final Model MHA = Models.wmt(8, 4096);
  private static final Model MQA = Models.wmt(1, 5440);
  private static final double BANDWIDTH = 358e9;
  private static final double ROW_RATE = 40e9;
  private static final double NEVER = Double.POSITIVE_INFINITY;
  private static final Ceilings CORE = new Ceilings(23e12, 23e12, NEVER, NEVER, BANDWIDTH, 0);

  private static Scenario step(String runtime, int beams) {
    return Scenario.decode(128L * beams, 127)
        .withSourceLength(128)
        .withPolicy(RuntimeCatalog.find(runtime))
        .withBeams(beams);
  }

  private static Operator find(StepModel step, OperatorKind kind) {
    return step.groups().stream()
        .flatMap(group -> group.operators().stream())
        .filter(operator -> operator.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static double seconds(Model model, Scenario scenario, OperatorKind kind) {
    StepModel step = StepModel.of(model, scenario);
    return new ProgramTime(CORE, 0.5, ROW_RATE, scenario.policy())
        .seconds(find(step, kind), scenario.batch());
  }

  /** One layer's keys and values: 128 sequences, 128 positions, 2 · 8 heads · 128, 2 bytes. */
  private static final double MHA_CACHE = 67_108_864;

  /**
   * Queries and outputs 128 · 8 · 256 · 2 = 524,288 bytes, scores four times 128 · 8 · 128 · 2 =
   * 1,048,576 bytes.
   */
  private static final double OTHERS = 524_288 + 1_048_576;

  @Test
  void oneRowTakesOneRowsRate() {
    assertThat(seconds(MHA, step("unfused", 1), OperatorKind.ATTENTION))
        .isCloseTo(MHA_CACHE / ROW_RATE + OTHERS / BANDWIDTH, within(1e-12));
  }

  /** Eight heads on one K and V: an eighth of the bytes at eight times the rate, 320 GB/s. */
  @Test
  void rowsThatShareKeysShareThePass() {
    assertThat(seconds(MQA, step("unfused", 1), OperatorKind.ATTENTION))
        .isCloseTo(MHA_CACHE / 8 / 320e9 + OTHERS / BANDWIDTH, within(1e-12));
  }

  /** Four hypotheses of one source share its keys: 160 GB/s, 512 queries and their scores. */
  @Test
  void hypothesesAreRowsOfTheSource() {
    assertThat(seconds(MHA, step("unfused", 4), OperatorKind.CROSS_ATTENTION))
        .isCloseTo(MHA_CACHE / 160e9 + 4 * OTHERS / BANDWIDTH, within(1e-12));
  }

  /** No rate passes the bandwidth: 32 rows of MQA would take 1.28 TB/s. */
  @Test
  void theBandwidthIsTheMost() {
    assertThat(seconds(MQA, step("unfused", 4), OperatorKind.CROSS_ATTENTION))
        .isCloseTo((MHA_CACHE / 8 + 4 * OTHERS) / BANDWIDTH, within(1e-12));
  }

  /** A fused kernel streams them whatever the rows. */
  @Test
  void fusedProgramsDoNotCareForRows() {
    assertThat(seconds(MHA, step("flash", 1), OperatorKind.ATTENTION))
        .isCloseTo((MHA_CACHE + 524_288) / BANDWIDTH, within(1e-12));
  }

  /**
   * The paper's program reads and writes the whole cache to add a token, at the rate of the product
   * that it is laid out for; an update in place writes 128 tokens of 4096 bytes.
   */
  @Test
  void aRewrittenCachePassesAtTheSameRate() {
    assertThat(seconds(MHA, step("mesh-tensorflow-2019", 1), OperatorKind.CACHE_UPDATE))
        .isCloseTo(2 * MHA_CACHE / ROW_RATE, within(1e-12));
    assertThat(seconds(MHA, step("unfused", 1), OperatorKind.CACHE_UPDATE))
        .isCloseTo(128 * 4096.0 / BANDWIDTH, within(1e-12));
  }

  /**
   * The feed-forward: 2 · 128 · 2 · 1024 · 4096 FLOP at half of 23 TFLOP/s; weights of 2 bytes and
   * 128 · 2 · 2 · (1024 + 4096) bytes of activations. The paper's program does one after the other,
   * with weights of 4 bytes where its types are taken.
   */
  @Test
  void overlapOrSum() {
    double products = 2.0 * 128 * 2 * 1024 * 4096 / 11.5e12;
    double traffic = (2 * 1024 * 4096 * 2.0 + 128 * 2 * 2 * (1024 + 4096)) / BANDWIDTH;
    assertThat(seconds(MHA, step("unfused", 1), OperatorKind.FEED_FORWARD))
        .isCloseTo(Math.max(products, traffic), within(1e-12));
    assertThat(seconds(MHA, step("mesh-tensorflow-2019", 1), OperatorKind.FEED_FORWARD))
        .isCloseTo(products + traffic, within(1e-12));
  }

  @Test
  void aDeviceOfWhichNobodySaysWhatProgramsReachHasNoPrediction() {
    ProfileCatalog devices = ProfileCatalog.builtIn();
    DeviceProfile known = devices.find("tpu-v2-core");
    DeviceProfile unknown = devices.find("l4");
    Scenario step = step("unfused", 1);
    assertThat(ProgramTime.of(known, step.precision(), step.policy())).isPresent();
    assertThat(ProgramTime.of(unknown, step.precision(), ExecutionPolicy.UNFUSED)).isEmpty();
  }
}
