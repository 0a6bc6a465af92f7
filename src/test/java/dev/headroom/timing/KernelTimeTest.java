package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel time model against numbers worked by hand, and its laws. */
class KernelTimeTest {
  private static final DeviceProfile H100 = ProfileCatalog.builtIn().find("h100-sxm");

  private static KernelShape shape(long batch, long query, long keys, long heads, long kvHeads) {
    return new KernelShape(
        batch,
        new KernelShape.Lengths(query, keys),
        new KernelShape.HeadCounts(heads, kvHeads),
        new KernelShape.Widths(128, 128, 256),
        0,
        DataType.BF16,
        DataType.BF16);
  }

  private static KernelPhase kernel(KernelStructure.Splitting splitting) {
    Map<KernelParameter, Double> values = new EnumMap<>(KernelParameter.class);
    for (KernelParameter each : KernelParameter.values()) {
      values.put(each, each.isTime() ? 1e-6 : 1.0);
    }
    values.put(KernelParameter.LAUNCH, 5e-6);
    values.put(KernelParameter.UNIT_STREAM, 2.0);
    values.put(KernelParameter.EXPONENTIALS, 0.01);
    values.put(KernelParameter.TOKEN, 1e-9);
    KernelStructure structure =
        new KernelStructure(64, 128, 128, KernelStructure.Grouping.PACKED, splitting, 1);
    return new KernelPhase(structure, values, 0.9, 1.2, "by hand");
  }

  /**
   * 132 blocks of 128 keys on 132 units. A key: 512 B x 132 / (2 x 3.35 TB/s) = 10.0872 ns to
   * stream; 16 rows x 132 x (512 / 989e12 + 0.01 / 3.87e12) = 1.0988 ns to compute; joined by 4:
   * 10.08755 ns. Busy 1 us + 128 x 10.08755 ns = 2.291207 us. 8,718,336 B fit the cache and pass at
   * 3.35 TB/s: 2.602488 us. With 5 us and 132 x 1 ns: 10.025695 us. A sequence's new key and value,
   * 256 elements read and written in 2 bytes, by one unit: 1,024 B x 132 / 3.35 TB/s = 40.3486 ns.
   */
  @Test
  void decodeByHand() {
    KernelTime time = new KernelTime(H100, kernel(KernelStructure.Splitting.NONE), true);
    KernelTerms terms = time.terms(shape(132, 1, 128, 1, 1), 0);
    assertThat(terms.busy()).isCloseTo(2.291207e-6, within(1e-11));
    assertThat(terms.memory()).isCloseTo(2.602488e-6, within(1e-11));
    assertThat(terms.launch()).isCloseTo(5.132e-6, within(1e-12));
    assertThat(terms.after()).isCloseTo(40.3486e-9, within(1e-13));
    assertThat(terms.predicted()).isCloseTo(10.066044e-6, within(1e-10));
    assertThat(terms.low()).isCloseTo(0.9 * 10.066044e-6, within(1e-10));
    assertThat(terms.high()).isCloseTo(1.2 * 10.066044e-6, within(1e-10));
    assertThat(terms.bound()).isEqualTo("launch");
    assertThat(time.seconds(shape(132, 1, 128, 1, 1))).isEqualTo(terms.predicted());
  }

  /** 1 + 16 x 1 us to combine, and 8 KV heads of a new token: 8,192 B x 132 / 3.35 TB/s. */
  @Test
  void combiningGrowsWithTheParts() {
    KernelTime time = new KernelTime(H100, kernel(KernelStructure.Splitting.FILL), true);
    // 132 / 8 = 16 parts of at least 256 keys of 4096 each.
    assertThat(time.terms(shape(1, 1, 4096, 8, 8), 0).after())
        .isCloseTo(17.322789e-6, within(1e-11));
  }

  /**
   * A block of 96 rows starts and ends in 1.5 times the time of one of 64; fewer rows gain none.
   */
  @Test
  void highBlocksTakeLongerToStartAndEnd() {
    KernelStructure tall =
        new KernelStructure(
            128, 128, 128, KernelStructure.Grouping.PACKED, KernelStructure.Splitting.NONE, 1);
    KernelPhase usual = kernel(KernelStructure.Splitting.NONE);
    KernelTime time =
        new KernelTime(H100, new KernelPhase(tall, usual.values(), 0.9, 1.2, "by hand"), true);
    assertThat(time.terms(shape(1, 1, 128, 96, 1), 0).fixed()).isCloseTo(1.5e-6, within(1e-18));
    assertThat(time.terms(shape(1, 1, 128, 64, 1), 0).fixed()).isCloseTo(1e-6, within(1e-18));
    assertThat(time.terms(shape(1, 1, 128, 8, 1), 0).fixed()).isCloseTo(1e-6, within(1e-18));
  }

  /**
   * The share of the giant component of a random graph of mean degree x solves the same equation;
   * its values are in every textbook: 0.5828 at 1.5, 0.7968 at 2, 0.9405 at 3.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0", "1, 0", "1.5, 0.5828", "2, 0.7968", "3, 0.9405", "100, 1"})
  void missShareIsThatOfRandomReplacement(double ratio, double expected) {
    assertThat(CacheStream.missShare(ratio, 1)).isCloseTo(expected, within(5e-5));
  }

  @Test
  void missShareHasNoJump() {
    double before = 0;
    for (double ratio = 0.9; ratio < 4; ratio += 0.001) {
      double miss = CacheStream.missShare(ratio, 2);
      assertThat(miss - before).isBetween(0.0, 0.01);
      before = miss;
    }
  }

  @Test
  void aColdCacheIsSlowerAndALongReuseDistanceIsCold() {
    KernelTime time = new KernelTime(H100, fitted(true), true);
    // 16.8 MB, which the cache holds.
    KernelShape shape = shape(8, 1, 512, 32, 8);
    double warm = time.seconds(shape);
    assertThat(time.seconds(shape, Double.POSITIVE_INFINITY)).isGreaterThan(warm);
    assertThat(time.seconds(shape, 1e12)).isEqualTo(time.seconds(shape, Double.POSITIVE_INFINITY));
    assertThat(time.seconds(shape, shape.compulsoryBytes())).isEqualTo(warm);
  }

  private static KernelPhase fitted(boolean decode) {
    return H100.kernel("vllm.vllm_flash_attn_fa3.bf16").orElseThrow().phase(decode).orElseThrow();
  }

  @Test
  void neverFasterThanTheBoundOnShapesNobodyMeasured() {
    for (boolean decode : new boolean[] {true, false}) {
      KernelTime time = new KernelTime(H100, fitted(decode), decode);
      for (long batch : new long[] {1, 7, 300}) {
        for (long keys : new long[] {1, 100, 9_999, 1_000_000}) {
          for (long kvHeads : new long[] {1, 4, 16}) {
            KernelShape shape = shape(batch, decode ? 1 : keys, keys, 16, kvHeads);
            assertThat(time.seconds(shape)).isGreaterThan(time.lowerBoundSeconds(shape));
          }
        }
      }
    }
  }

  /**
   * 2 x 8 heads x 256 x (4 x 5 / 2 + 4 x 6) pairs: 139,264 FLOP; 8 x 10 x 512 B and 2 x 4 x 8 x
   * 256.
   */
  @Test
  void countsByHand() {
    KernelShape shape = shape(1, 4, 10, 8, 8);
    assertThat(shape.flop()).isEqualTo(139_264);
    assertThat(shape.compulsoryBytes()).isEqualTo(8 * 10 * 512 + 2 * 4 * 8 * 256);
  }

  /** Window 3, 4 new tokens after 1: they see 2, 3, 3 and 3 keys, together 5 and no fewer. */
  @Test
  void windowedPairsByHand() {
    KernelShape shape =
        new KernelShape(
            1,
            new KernelShape.Lengths(4, 5),
            new KernelShape.HeadCounts(1, 1),
            new KernelShape.Widths(1, 1, 2),
            3,
            DataType.BF16,
            DataType.BF16);
    assertThat(shape.visiblePairs()).isEqualTo(11);
    assertThat(shape.visibleKeys()).isEqualTo(5);
  }

  private static KernelPhase kernel(KernelStructure structure) {
    KernelPhase usual = kernel(KernelStructure.Splitting.NONE);
    return new KernelPhase(structure, usual.values(), 0.9, 1.2, "by hand");
  }

  /**
   * 132 sequences of 128 eight-bit keys of 256 elements: 4,325,376 elements are read as one byte
   * and written as two, in the cache at 3.35 TB/s: 3.873471 us; then the call takes what it takes
   * with 16 bits, but for the 40.3486 ns of the new token's write, which are in the rewriting.
   */
  @Test
  void aConvertedCacheIsRewrittenFirst() {
    KernelStructure structure =
        new KernelStructure(
            64, 128, 128, KernelStructure.Grouping.PACKED, KernelStructure.Splitting.NONE, 1);
    KernelShape wide = shape(132, 1, 128, 1, 1);
    KernelShape narrow =
        new KernelShape(
            132, wide.lengths(), wide.heads(), wide.widths(), 0, DataType.BF16, DataType.FP8);
    KernelTime plain = new KernelTime(H100, kernel(structure), true);
    KernelTime converting = new KernelTime(H100, kernel(structure.converting()), true);
    assertThat(converting.seconds(narrow) - plain.seconds(wide))
        .isCloseTo(3.873471e-6 - 40.3486e-9, within(1e-11));
    assertThat(converting.seconds(wide)).isEqualTo(plain.seconds(wide));
  }

  /**
   * 8 heads of 2 groups, 400 sequences of 1000 keys, blocks of one row: 3,200 blocks, 400 a head,
   * so that 0.66 heads run at a time. Between two heads of a group of 4 lie (1 - 0.66 / 4) of 204.8
   * MB, 3.2617 times the cache's 52.4288 MB: m = 1 - exp(-3.2617 m) = 0.9557. The other 3 heads
   * read 3 x 409.6 MB again, of which that share from memory at 3.35 TB/s: 350.57 us.
   */
  @Test
  void headsThatDoNotShareBlocksReadTheirKeysAgain() {
    KernelStructure apart =
        new KernelStructure(
            64, 128, 128, KernelStructure.Grouping.APART, KernelStructure.Splitting.NONE, 1);
    KernelTime time = new KernelTime(H100, kernel(apart), false);
    KernelShape shape = shape(400, 1, 1000, 8, 2);
    assertThat(time.again(shape, 3200)).isCloseTo(350.57e-6, within(0.01e-6));
    assertThat(time.again(shape(400, 1, 1000, 8, 8), 3200)).isZero();
    // All heads of a group at a time: each key is read once.
    assertThat(time.again(shape, 400)).isZero();
  }

  /**
   * A chunk of 64 tokens and 2 sequences of one token, 2 heads: 2 + 4 blocks; keys 128 each of the
   * chunk, 1,024 each of the sequences. The longest has 1,024 keys.
   */
  @Test
  void aMixedCallRunsTheBlocksOfBothParts() {
    KernelStructure apart =
        new KernelStructure(
            64, 128, 128, KernelStructure.Grouping.APART, KernelStructure.Splitting.NONE, 1);
    KernelShape chunk = shape(1, 64, 64, 2, 2);
    KernelShape decode = shape(2, 1, 1000, 2, 2);
    KernelTime time = new KernelTime(H100, kernel(apart), false);
    BlockPlan plan = time.plan(chunk).and(time.plan(decode));
    assertThat(plan.blocks()).isEqualTo(6);
    assertThat(plan.keys()).isEqualTo(2 * 128 + 4 * 1024);
    assertThat(plan.longest()).isEqualTo(1024);
    MixedShape both = new MixedShape(chunk, decode);
    assertThat(both.flop()).isEqualTo(chunk.flop() + decode.flop());
    MixedTime mixed = new MixedTime(H100, kernel(apart));
    // 66 tokens of 1 ns after 5 us.
    assertThat(mixed.terms(both).launch()).isCloseTo(5.066e-6, within(1e-12));
    assertThat(mixed.seconds(both)).isGreaterThan(time.seconds(decode));
    assertThat(mixed.lowerBoundSeconds(both)).isLessThan(mixed.rooflineSeconds(both));
    assertThatThrownBy(() -> new MixedShape(chunk, shape(2, 1, 1000, 4, 2)))
        .hasMessage("mixed: both parts need the same heads, widths and types");
  }
}
