package dev.headroom.workload;

/** Sums over query tiles of a fixed size laid from the last token backwards, in closed form. */
final class Tiles {
  private Tiles() {}

  /** Tiles needed for {@code query} tokens. */
  static long count(long query, long tileTokens) {
    return (query + tileTokens - 1) / tileTokens;
  }

  /**
   * Sum of the tiles' last positions: {@code Σ_j (P + T − j·t)}, the keys that a causal mask loads.
   */
  static long ends(long query, long context, long tileTokens) {
    long tiles = count(query, tileTokens);
    return tiles * (context + query) - tileTokens * (tiles * (tiles - 1) / 2);
  }

  /**
   * {@code Σ max(0, start − reach)} over the tiles but the first, {@code start} being the tokens
   * before a tile: the keys that have fallen out of a window reaching {@code reach} tokens back.
   */
  static long positivePart(long query, long context, long tileTokens, long reach) {
    long tilesButFirst = count(query, tileTokens) - 1;
    long largest = context + query - tileTokens - reach;
    if (tilesButFirst == 0 || largest <= 0) {
      return 0;
    }
    long terms = Math.min(tilesButFirst, (largest - 1) / tileTokens + 1);
    return terms * largest - tileTokens * (terms * (terms - 1) / 2);
  }
}
