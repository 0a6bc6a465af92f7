package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.Unit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ranges have the values that are written, without storing them. */
class SeriesTest {
  private static final NumberSeries.Rule RULE = new NumberSeries.Rule("--n", 0, 1L << 40);

  private static List<Long> numbers(String text) {
    NumberSeries series = RULE.parse(text);
    return LongStream.range(0, series.size()).map(series::get).boxed().toList();
  }

  private static List<Double> values(String text) {
    QuantitySeries series =
        QuantitySeries.parse("--set x", text, Optional.of(Unit.BYTES_PER_SECOND));
    return LongStream.range(0, series.size()).mapToObj(series::get).toList();
  }

  @Test
  void wholeNumbers() {
    assertThat(numbers("5,1-4,1-9+4,1-20*2,2k,2K"))
        .containsExactly(5L, 1L, 2L, 3L, 4L, 1L, 5L, 9L, 1L, 2L, 4L, 8L, 16L, 2000L, 2048L);
    assertThat(RULE.parse("0-999999999999").get(123456789012L)).isEqualTo(123456789012L);
    assertThat(RULE.parse("3,10-20").most()).isEqualTo(20);
    assertThat(RULE.parse("30,10-20").least()).isEqualTo(10);
  }

  @Test
  void quantities() {
    assertThat(values("2TB/s,3.35 TB/s")).containsExactly(2e12, 3.35e12);
    assertThat(values("2TB/s..8TB/s*2")).containsExactly(2e12, 4e12, 8e12);
    assertThat(values("1GB/s..2GB/s+0.25GB/s")).containsExactly(1e9, 1.25e9, 1.5e9, 1.75e9, 2e9);
    assertThatThrownBy(() -> values("2TB/s..1TB/s*2")).hasMessageContaining("does not rise");
  }

  /** 10 values on each of 18 axes are 10^18 points; on 19 axes they are more than 2^63. */
  @Test
  void aGridIsCountedNotStored() {
    Axis axis = new Axis.Numbers("n", RULE.parse("0-9"));
    Grid grid = new Grid(Collections.nCopies(18, axis));
    assertThat(grid.size()).isEqualTo(1_000_000_000_000_000_000L);
    assertThat(grid.values(123_456_789_012_345_678L))
        .isEqualTo("123456789012345678".chars().mapToObj(c -> (Object) (long) (c - '0')).toList());
    assertThatThrownBy(() -> new Grid(Collections.nCopies(20, axis)))
        .hasMessageContaining("2^63 points or more");
  }
}
