package dev.headroom.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.validate.ShapeSampler.Selection;
import dev.headroom.workload.Phase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shapes that nobody chose, within bounds and again the same. */
class ShapeSamplerTest {
  private static final Selection ALL =
      new Selection(List.of(Phase.DECODE, Phase.PREFILL), List.of("mha", "gqa", "mqa"), 2);

  private static List<List<CallShape>> draw(long seed, int count) {
    return new ShapeSampler(seed, ALL, shape -> shape.bytes() < 1e8).draw(count);
  }

  @Test
  void theSameSeedGivesTheSameShapes() {
    assertThat(draw(7, 60)).isEqualTo(draw(7, 60)).isNotEqualTo(draw(8, 60));
  }

  @Test
  void allAreWithinBoundsAndMatched() {
    List<List<CallShape>> draws = draw(1, 300);
    assertThat(draws.stream().mapToInt(List::size).sum()).isBetween(300, 302);
    for (List<CallShape> shapes : draws) {
      int heads = shapes.get(0).attention().queryHeads();
      boolean divides = IntStream.range(2, heads).anyMatch(d -> heads % d == 0);
      assertThat(shapes).extracting(CallShape::variant).containsExactly(variants(heads, divides));
      assertThat(shapes.stream().map(s -> s.attention().queryHeads()).distinct()).hasSize(1);
      for (CallShape shape : shapes) {
        assertThat(shape.batchSize()).isBetween(1, 64);
        assertThat(shape.attention().queryHeads()).isBetween(1, 64);
        assertThat(shape.attention().keyDim()).isBetween(64, 256);
        assertThat(shape.attention().keyDim() % 16).isZero();
        assertThat(shape.length()).isBetween(16, 65_536);
        assertThat(shape.bytes()).isLessThan(1e8);
      }
    }
    assertThat(draws).extracting(List::size).contains(1, 2, 3);
    long decodes = draws.stream().filter(d -> d.get(0).phase() == Phase.DECODE).count();
    assertThat(decodes).isEqualTo((draws.size() + 1) / 2);
    assertThat(draws.stream().map(d -> d.get(0).kvType()).distinct()).hasSize(3);
  }

  private static String[] variants(int heads, boolean divides) {
    if (heads == 1) {
      return new String[] {"mha"};
    }
    return divides ? new String[] {"mha", "gqa", "mqa"} : new String[] {"mha", "mqa"};
  }

  @Test
  void oneVariantAlone() {
    Selection mha = new Selection(List.of(Phase.DECODE), List.of("mha"), 1);
    assertThat(new ShapeSampler(1, mha, shape -> true).draw(40)).hasSize(40);
  }

  @Test
  void whereNothingFitsItSaysSo() {
    assertThatThrownBy(() -> new ShapeSampler(1, ALL, shape -> false).draw(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none fits");
  }
}
