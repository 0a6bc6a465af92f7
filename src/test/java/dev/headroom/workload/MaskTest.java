package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs and keys of every mask, against hand-worked values and against drawing the mask cell by
 * cell.
 */
class MaskTest {

  /** P cached, T new. Causal: TP + T(T+1)/2. Window: each token min(W, position). */
  @ParameterizedTest
  @CsvSource({
    // T, P, causal, window 3, chunk 4, bidirectional; by hand on squared paper
    "1, 0, 1, 1, 1, 1",
    "1, 7, 8, 3, 4, 8",
    "4, 0, 10, 9, 10, 16",
    "4, 2, 18, 12, 10, 24",
    "5, 3, 30, 15, 14, 40",
  })
  void pairsWorkedByHand(long t, long p, long causal, long window, long chunk, long both) {
    assertThat(new Mask.Causal().visiblePairs(t, p)).isEqualTo(causal);
    assertThat(new Mask.Window(3).visiblePairs(t, p)).isEqualTo(window);
    assertThat(new Mask.TopK(3).visiblePairs(t, p)).isEqualTo(window);
    assertThat(new Mask.Chunk(4).visiblePairs(t, p)).isEqualTo(chunk);
    assertThat(new Mask.Bidirectional().visiblePairs(t, p)).isEqualTo(both);
    assertThat(new Mask.Source(9).visiblePairs(t, p)).isEqualTo(9 * t);
  }

  /** A mask as a drawing: whether the token at a 0-based place sees the key at another. */
  private record Drawn(Mask mask, long border, Cell cell) {
    Drawn(Mask mask, Cell cell) {
      this(mask, Long.MAX_VALUE, cell);
    }

    interface Cell {
      boolean sees(long token, long key);
    }

    @Override
    public String toString() {
      return mask.describe();
    }

    long pairs(long query, long context) {
      return LongStream.range(context, context + query)
          .map(t -> keysOf(t, t, context + query))
          .sum();
    }

    /** Distinct keys below a limit that any token of a range sees. */
    long keysOf(long first, long last, long end) {
      return LongStream.range(0, end)
          .filter(k -> LongStream.rangeClosed(first, last).anyMatch(t -> cell.sees(t, k)))
          .count();
    }
  }

  static List<Drawn> drawnMasks() {
    return List.of(
        new Drawn(new Mask.Causal(), (t, k) -> k <= t),
        new Drawn(new Mask.Bidirectional(), (t, k) -> true),
        new Drawn(new Mask.Window(1), (t, k) -> k == t),
        new Drawn(new Mask.Window(5), (t, k) -> k <= t && t - k < 5),
        new Drawn(new Mask.Window(64), (t, k) -> k <= t && t - k < 64),
        new Drawn(new Mask.Chunk(1), 1, (t, k) -> k == t),
        new Drawn(new Mask.Chunk(6), 6, (t, k) -> k <= t && t / 6 == k / 6));
  }

  @ParameterizedTest
  @MethodSource("drawnMasks")
  void countsEqualTheDrawing(Drawn drawn) {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      long query = 1L + random.nextInt(24);
      long context = random.nextInt(40);
      long tile = 1L + random.nextInt(9);
      String where = drawn + " T=" + query + " P=" + context + " tile=" + tile;
      Mask mask = drawn.mask();
      long end = context + query;

      assertThat(mask.visiblePairs(query, context))
          .as(where)
          .isEqualTo(drawn.pairs(query, context));
      assertThat(mask.visibleKeys(query, context))
          .as(where)
          .isEqualTo(drawn.keysOf(context, end - 1, end));
      assertThat(mask.cachedKeys(query, context))
          .as(where)
          .isEqualTo(drawn.keysOf(context, end - 1, context));
      long tiled = 0;
      long tiles = 0;
      long last = end;
      while (last > context) {
        // back to the tile's size, the first new token, or a border that tiles do not cross
        long border = (last - 1) / drawn.border() * drawn.border();
        long start = Math.max(Math.max(context, last - tile), border);
        tiled += drawn.keysOf(start, last - 1, end);
        tiles++;
        last = start;
      }
      assertThat(mask.tiles(query, context, tile)).as(where).isEqualTo(tiles);
      assertThat(mask.neededLater(end)).as(where).isEqualTo(drawn.keysOf(end, end + 70, end));
      assertThat(mask.tiledKeys(query, context, tile)).as(where).isEqualTo(tiled);
    }
  }

  @Test
  void noCutIntoTilesLoadsLessThanTheOneCounted() {
    Random random = new Random(11);
    for (Mask mask :
        List.of(new Mask.Causal(), new Mask.Window(1), new Mask.Window(7), new Mask.Chunk(10))) {
      for (int round = 0; round < 200; round++) {
        long query = 1L + random.nextInt(50);
        long context = random.nextInt(50);
        long tile = 1L + random.nextInt(12);
        long loaded = 0;
        long done = 0;
        while (done < query) {
          long step = Math.min(query - done, 1L + random.nextInt((int) tile));
          loaded += mask.tiledKeys(step, context + done, tile);
          done += step;
        }
        assertThat(loaded)
            .as(mask.describe() + " T=" + query + " P=" + context + " tile=" + tile)
            .isGreaterThanOrEqualTo(mask.tiledKeys(query, context, tile));
      }
    }
  }

  @Test
  void longestLengthsStayExact() {
    long n = Segment.MAX_LENGTH;
    // n² + n(n+1)/2 with n = 2³⁰: 2⁶⁰ + 2⁵⁹ + 2²⁹
    assertThat(new Mask.Causal().visiblePairs(n, n))
        .isEqualTo((1L << 60) + (1L << 59) + (1L << 29));
    // one token after 2³⁰: all of them and itself
    assertThat(new Mask.Window(Long.MAX_VALUE >> 2).visiblePairs(1, n)).isEqualTo(n + 1);
    assertThat(new Mask.Window(4096).visiblePairs(1, n)).isEqualTo(4096);
    assertThat(new Mask.Chunk(8192).visiblePairs(1, n)).isEqualTo(1);
  }

  @Test
  void windowOfTheWholeSequenceIsFull() {
    LongBinaryOperator causal = new Mask.Causal()::visiblePairs;
    Random random = new Random(3);
    for (int round = 0; round < 100; round++) {
      long query = 1L + random.nextInt(5000);
      long context = random.nextInt(5000);
      Mask window = new Mask.Window(query + context + random.nextInt(3));
      assertThat(window.visiblePairs(query, context)).isEqualTo(causal.applyAsLong(query, context));
      assertThat(window.tiledKeys(query, context, 128))
          .isEqualTo(new Mask.Causal().tiledKeys(query, context, 128));
    }
  }

  @Test
  void aCacheKeepsWhatALaterTokenCanSee() {
    assertThat(new Mask.Causal().residentKeys(5000)).isEqualTo(5000);
    assertThat(new Mask.Window(32).residentKeys(5000)).isEqualTo(32);
    assertThat(new Mask.Window(32).residentKeys(20)).isEqualTo(20);
    assertThat(new Mask.Chunk(8192).residentKeys(9000)).isEqualTo(8192);
    assertThat(new Mask.TopK(2048).residentKeys(9000)).isEqualTo(9000);
    assertThat(new Mask.Source(128).residentKeys(9000)).isEqualTo(128);
  }

  @Test
  void aTopKReadsEachQuerysOwnKeys() {
    // three tokens after ten, two keys each; at least one cached key is needed by the first
    Mask mask = new Mask.TopK(2);
    assertThat(mask.tiledKeys(3, 10, 128)).isEqualTo(6);
    assertThat(mask.visibleKeys(3, 10)).isEqualTo(6);
    assertThat(mask.cachedKeys(3, 10)).isEqualTo(1);
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThatThrownBy(() -> new Mask.Window(0)).hasMessage("window: must be at least 1, was 0");
    assertThatThrownBy(() -> new Mask.Chunk(-4)).hasMessage("chunk: must be at least 1, was -4");
    assertThatThrownBy(() -> new Mask.TopK(0)).hasMessage("top-k: must be at least 1, was 0");
  }
}
