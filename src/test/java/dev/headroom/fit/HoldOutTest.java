package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelShape;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rows that a fit does not see. */
class HoldOutTest {
  private static Measurement row(long keys, long width) {
    return new Measurement(
        1,
        new Measurement.Series("s", "b", "k", Measurement.Phase.DECODE, "bf16"),
        new KernelShape(
            1,
            new KernelShape.Lengths(1, keys),
            new KernelShape.HeadCounts(1, 1),
            new KernelShape.Widths(width, width, 2 * width),
            0,
            DataType.BF16,
            DataType.BF16),
        1e-6);
  }

  private static List<Measurement> ten() {
    List<Measurement> rows = new ArrayList<>();
    for (int keys = 10; keys >= 1; keys--) {
      rows.add(row(keys, keys % 2 == 0 ? 64 : 128));
    }
    return rows;
  }

  /** Bytes of a row are in proportion to width times keys plus one: of 64 10, of 128 9, 7, 5. */
  @Test
  void holdsOutTheThreeTenthsThatMoveMost() {
    List<Measurement> rows = ten();
    Predicate<Measurement> held = HoldOut.LARGEST.of(rows);
    assertThat(rows.stream().filter(held).map(Measurement::call))
        .containsExactly(row(9, 128).call(), row(7, 128).call(), row(5, 128).call());
  }

  @Test
  void holdsOutAWidth() {
    List<Measurement> rows = ten();
    assertThat(rows.stream().filter(HoldOut.parse("width=64").of(rows))).hasSize(5);
    assertThat(rows.stream().filter(HoldOut.parse("width=96").of(rows))).isEmpty();
  }

  @Test
  void holdsOutShapesByDefault() {
    List<Measurement> rows = ten();
    assertThat(rows.stream().filter(HoldOut.parse("shapes").of(rows)).toList())
        .isEqualTo(rows.stream().filter(Measurement::isHeldOut).toList());
  }

  @Test
  void refusesOtherWords() {
    assertThatThrownBy(() -> HoldOut.parse("larges"))
        .hasMessageContaining("did you mean 'largest'?");
    assertThatThrownBy(() -> HoldOut.parse("width=0")).hasMessageContaining("'width=0'");
  }
}
