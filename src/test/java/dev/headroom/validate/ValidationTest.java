package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.kernel.AttentionKernels;
import dev.headroom.workload.Phase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The statistics over rows that are made up, and that a run gives rows at all. */
class ValidationTest {
  private static ValidationRow row(int kvHeads, double predicted, double first, double second) {
    return Invented.row(
        Invented.shape(Phase.DECODE, 1, 8, kvHeads, 100, 1), predicted, first, second);
  }

  @Test
  void errorsFloorRooflineAndBounds() {
    Validation validation =
        Validation.of("invented", List.of(row(8, 1.1, 0.8, 1.2), row(1, 0.3, 0.2, 0.2)));
    ValidationGroup total = validation.total().orElseThrow();
    // 1.1 for a measured 1.0, and 0.3 for 0.2.
    assertThat(total.errors().n()).isEqualTo(2);
    assertThat(total.errors().median()).isCloseTo(0.3, within(1e-12));
    assertThat(total.errors().worst()).isCloseTo(0.5, within(1e-12));
    assertThat(total.rooflineErrors().median()).isCloseTo(1.6, within(1e-12));
    assertThat(total.floor().orElseThrow().worst()).isCloseTo(1.0 / 3, within(1e-12));
    // The bound of 0.5 is beaten by 0.2.
    assertThat(total.boundViolations()).isEqualTo(1);
    assertThat(validation.groups())
        .extracting(group -> group.name().attention())
        .containsExactly("mha", "mqa");
  }

  @Test
  void orderAndSpeedUpOfVariants() {
    VariantRanking ranking =
        Validation.of(
                "invented",
                List.of(row(8, 4.0, 5.0, 5.0), row(2, 5.0, 2.0, 2.0), row(1, 1.0, 1.9, 1.9)))
            .ranking();
    // MHA before GQA is wrong, MHA before MQA right, GQA and MQA are alike.
    assertThat(ranking.order().pairs()).isEqualTo(2);
    assertThat(ranking.order().right()).isEqualTo(1);
    assertThat(ranking.speedUps()).hasSize(1);
    assertThat(ranking.speedUps().get(0).predicted()).isCloseTo(4, within(1e-12));
    assertThat(ranking.medianError()).isCloseTo(4 / (5 / 1.9) - 1, within(1e-9));
  }

  @Test
  void rowsWithoutACleanSampleAreLeftOut() {
    ValidationRow good = row(8, 1, 1, 1);
    ValidationRow never =
        new ValidationRow(good.shape(), good.prediction(), Invented.samples(), Invented.samples());
    Validation validation = Validation.of("invented", List.of(good, never));
    assertThat(validation.rows()).hasSize(2);
    assertThat(validation.total().orElseThrow().errors().n()).isEqualTo(1);
    assertThat(Validation.of("invented", List.of(never)).total()).isEmpty();
  }

  @Test
  void aRunGivesARowForEachShape() {
    assertThat(AttentionKernels.obstacle()).as("the build passes the module flag").isEmpty();
    AtomicInteger again = new AtomicInteger();
    ValidationRun run =
        new ValidationRun(
            Invented.calibration(),
            () -> {
              again.incrementAndGet();
              return Optional.of(Invented.calibration());
            },
            1L << 30,
            (step, share) -> {});
    List<CallShape> shapes =
        List.of(
            Invented.shape(Phase.DECODE, 1, 2, 1, 17, 1),
            Invented.shape(Phase.PREFILL, 1, 2, 2, 17, 1));
    assertThat(shapes).allMatch(run::fits);
    Validation validation = run.run(shapes);
    assertThat(validation.rows()).extracting(ValidationRow::shape).isEqualTo(shapes);
    assertThat(again).hasValue(2);
    assertThat(validation.kernel()).startsWith("vector");
    // Three times the same is the same.
    KernelTimeModel model = new KernelTimeModel(Invented.calibration());
    for (ValidationRow row : validation.rows()) {
      double alone = model.predict(row.shape()).predictedSeconds();
      assertThat(row.prediction().predictedSeconds()).isCloseTo(alone, within(1e-9 * alone));
      assertThat(row.n() + row.rejected()).isPositive();
    }
  }
}
