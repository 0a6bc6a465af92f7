package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.ProfileName;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What holds of every shipped kernel, transferred ones too, on random shapes far beyond those it
 * was fitted on: heads of 32 to 512, up to 1024 query heads, a million keys.
 */
class KernelLawsTest {
  private static final int SHAPES = 150;

  /** A kernel in one phase on a device. */
  private record Known(String name, KernelPhase phase, boolean decodes, KernelTime time) {}

  private static List<Known> known() {
    List<Known> all = new ArrayList<>();
    ProfileCatalog catalog = ProfileCatalog.builtIn();
    for (String name : catalog.names().stream().map(ProfileName::name).toList()) {
      DeviceProfile device = catalog.find(name);
      for (KernelProfile kernel : device.kernels()) {
        for (boolean decodes : new boolean[] {true, false}) {
          kernel
              .phase(decodes)
              .ifPresent(
                  phase ->
                      all.add(
                          new Known(
                              name + " " + kernel.name() + (decodes ? " decode" : " prefill"),
                              phase,
                              decodes,
                              new KernelTime(device, phase, decodes))));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(100);
    return all;
  }

  private static void forAll(BiConsumer<Known, KernelShape> law) {
    Random random = new Random(424242);
    for (Known known : known()) {
      for (int i = 0; i < SHAPES; i++) {
        law.accept(known, shape(random, known));
      }
    }
  }

  private static long log(Random random, double least, double most) {
    return Math.round(least * Math.pow(most / least, random.nextDouble()));
  }

  private static KernelShape shape(Random random, Known known) {
    long kvHeads = 1L << random.nextInt(6);
    long heads = kvHeads << random.nextInt(6);
    long width = 32L << random.nextInt(5);
    KernelStructure.Form form = known.phase().structure().attention();
    KernelShape.Widths widths =
        switch (form) {
          case GROUPED -> new KernelShape.Widths(width, width, 2 * width);
          case ABSORBED -> new KernelShape.Widths(576, 512, 576);
          case EXPANDED -> new KernelShape.Widths(192, 128, 320);
        };
    long stored =
        switch (form) {
          case GROUPED -> kvHeads;
          case ABSORBED -> 1;
          case EXPANDED -> heads;
        };
    long query = known.decodes() ? 1 : log(random, 2, 200_000);
    return new KernelShape(
        log(random, 1, 1000),
        new KernelShape.Lengths(query, query + log(random, 1, 1_000_000)),
        new KernelShape.HeadCounts(heads, stored),
        widths,
        random.nextInt(4) == 0 ? log(random, 128, 16_384) : 0,
        known.phase().structure().products(),
        DataType.BF16);
  }

  private static KernelShape resized(KernelShape shape, long sequences, long query, long keys) {
    return new KernelShape(
        sequences,
        new KernelShape.Lengths(query, keys),
        shape.heads(),
        shape.widths(),
        shape.window(),
        shape.productType(),
        shape.kvType());
  }

  @Test
  void noCallIsFasterThanItsBoundNorItsBandBelowIt() {
    forAll(
        (known, shape) -> {
          KernelTerms terms = known.time().terms(shape);
          double bound = known.time().lowerBoundSeconds(shape);
          assertThat(terms.predicted()).as("%s %s", known.name(), shape).isFinite();
          assertThat(terms.predicted()).as(known.name()).isGreaterThanOrEqualTo(bound);
          assertThat(terms.low()).as(known.name()).isBetween(bound, terms.predicted());
          assertThat(terms.high()).as(known.name()).isGreaterThanOrEqualTo(terms.predicted());
        });
  }

  /** From a benchmark's loop over one call to a model to a cold cache no call gets faster. */
  @Test
  void moreBytesBetweenTwoUsesAreNeverFaster() {
    forAll(
        (known, shape) -> {
          double last = known.time().seconds(shape, 0);
          for (double times = 0.5; times < 1e4; times *= 1.5) {
            double seconds = known.time().seconds(shape, times * shape.compulsoryBytes());
            assertThat(seconds).as("%s %s", known.name(), shape).isGreaterThanOrEqualTo(last);
            assertThat(seconds).as("no jump, %s", known.name()).isLessThan(4 * last);
            last = seconds;
          }
          assertThat(known.time().seconds(shape, Double.POSITIVE_INFINITY))
              .isGreaterThanOrEqualTo(last);
        });
  }

  /**
   * Whether only the longer call is cut to fill the units: programs do not cut calls of a few tiles
   * of keys, and one that is long enough may be the faster for it.
   */
  private static boolean isCutMore(Known known, KernelShape longer, KernelShape shorter) {
    return !known.decodes()
        && known.time().plan(longer).parts() > known.time().plan(shorter).parts();
  }

  /**
   * All heads and sequences the same, twice the prompt is never faster, but for what combining took
   * where the shorter one was cut to fill the units.
   */
  @Test
  void twiceThePromptIsNeverFaster() {
    forAll(
        (known, shape) -> {
          long query = shape.lengths().query();
          KernelShape twice =
              resized(shape, shape.sequences(), 2 * query, shape.lengths().keys() + query);
          if (known.decodes() || isCutMore(known, twice, shape)) {
            return;
          }
          double spared =
              known.time().plan(shape).parts() > 1 ? known.time().terms(shape).after() : 0;
          assertThat(known.time().seconds(twice))
              .as("%s %s", known.name(), shape)
              .isGreaterThanOrEqualTo(0.999 * known.time().seconds(shape) - spared);
        });
  }

  /**
   * Without a window twice the keys are never faster. Under one the tiles that it straddles depend
   * on where it ends.
   */
  @Test
  void twiceTheKeysAreNeverFaster() {
    forAll(
        (known, shape) -> {
          KernelShape twice =
              resized(
                  shape, shape.sequences(), shape.lengths().query(), 2 * shape.lengths().keys());
          if (shape.window() == 0 && !isCutMore(known, twice, shape)) {
            assertThat(known.time().seconds(twice))
                .as("%s %s", known.name(), shape)
                .isGreaterThanOrEqualTo(0.999 * known.time().seconds(shape));
          }
        });
  }

  /**
   * More sequences may fill the units without cutting the cache, which spares the combining; beyond
   * that they are not faster.
   */
  @Test
  void twiceTheSequencesAreFasterByTheCombiningAtMost() {
    forAll(
        (known, shape) -> {
          KernelShape twice =
              resized(
                  shape, 2 * shape.sequences(), shape.lengths().query(), shape.lengths().keys());
          double spared =
              known.decodes() || known.time().plan(shape).parts() > 1
                  ? known.time().terms(shape).after()
                  : 0;
          assertThat(known.time().seconds(twice))
              .as("%s %s", known.name(), shape)
              .isGreaterThanOrEqualTo(0.999 * known.time().seconds(shape) - spared);
        });
  }
}
