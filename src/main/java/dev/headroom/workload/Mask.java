package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

import java.util.Optional;

/**
 * Which keys a query may see. Positions are counted from the start of the sequence; {@code context}
 * tokens are already in the cache and {@code query} new ones follow them, so new token {@code i}
 * (1-based) stands at {@code context + i} and never sees a later one, unless the mask is {@link
 * Bidirectional}.
 *
 * <p>All counts are whole numbers for one sequence and one query head, exact for lengths up to
 * {@link Segment#MAX_LENGTH}.
 */
public sealed interface Mask {

  /**
   * Query–key pairs that are computed.
   *
   * @param query new tokens, at least 1
   * @param context tokens already in the cache, at least 0
   */
  long visiblePairs(long query, long context);

  /** Distinct keys that at least one of the {@code query} new tokens sees, new ones included. */
  long visibleKeys(long query, long context);

  /**
   * Distinct keys already in the cache that the new tokens must read, whatever the implementation.
   * For data-dependent masks the least number that every choice needs.
   */
  long cachedKeys(long query, long context);

  /**
   * Keys loaded when the new tokens are cut into tiles of at most {@code tileTokens} and every tile
   * loads each key it sees once. The last tile is full and the first may be partial: under a causal
   * or windowed mask no other cut into tiles of that size loads less.
   */
  long tiledKeys(long query, long context, long tileTokens);

  /** Tiles of at most {@code tileTokens} that the new tokens are cut into. */
  default long tiles(long query, long context, long tileTokens) {
    return Tiles.count(query, tileTokens);
  }

  /**
   * Distinct keys that the new tokens see at least, new ones included, whichever a data-dependent
   * mask chooses.
   */
  default long leastKeys(long query, long context) {
    return visibleKeys(query, context);
  }

  /** Keys of a sequence of {@code tokens} that programs keep in the cache. */
  default long residentKeys(long tokens) {
    return tokens;
  }

  /** Keys of a sequence of {@code tokens} that any later token can see: what must be kept. */
  default long neededLater(long tokens) {
    return tokens;
  }

  /** The mask in words, as {@code causal} or {@code window 4096}. */
  String describe();

  /** Every earlier token and itself: {@code T·P + T(T+1)/2} pairs. */
  record Causal() implements Mask {
    @Override
    public long visiblePairs(long query, long context) {
      return query * context + query * (query + 1) / 2;
    }

    @Override
    public long visibleKeys(long query, long context) {
      return context + query;
    }

    @Override
    public long cachedKeys(long query, long context) {
      return context;
    }

    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      return Tiles.ends(query, context, tileTokens);
    }

    @Override
    public String describe() {
      return "causal";
    }
  }

  /**
   * Every token, earlier or later: {@code T·(P+T)} pairs. An encoder, or cross-attention over a
   * source.
   */
  record Bidirectional() implements Mask {
    @Override
    public long visiblePairs(long query, long context) {
      return query * (context + query);
    }

    @Override
    public long visibleKeys(long query, long context) {
      return context + query;
    }

    @Override
    public long cachedKeys(long query, long context) {
      return context;
    }

    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      return Tiles.count(query, tileTokens) * (context + query);
    }

    @Override
    public String describe() {
      return "bidirectional";
    }
  }

  /**
   * The token itself and the {@code size − 1} before it: {@code Σ min(size, P+i)} pairs. Shazeer
   * 2019, section 4.1, calls this local attention ("current and previous 31 positions" is size 32).
   *
   * @param size keys a token sees at most, itself included; at least 1
   */
  record Window(long size) implements Mask {
    /** Checks the range. */
    public Window {
      positive("window", size);
    }

    @Override
    public long visiblePairs(long query, long context) {
      return pairsFromStart(context + query) - pairsFromStart(context);
    }

    /** Σ over the first n tokens of min(size, position). */
    private long pairsFromStart(long tokens) {
      long ramp = Math.min(tokens, size);
      return ramp * (ramp + 1) / 2 + (tokens - ramp) * size;
    }

    @Override
    public long visibleKeys(long query, long context) {
      return context + query - Math.max(0, context + 1 - size);
    }

    @Override
    public long cachedKeys(long query, long context) {
      return Math.min(context, size - 1);
    }

    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      long beforeAllTiles = Math.max(0, context + 1 - size);
      long beforeFullTiles = Tiles.positivePart(query, context, tileTokens, size - 1);
      return Tiles.ends(query, context, tileTokens) - beforeAllTiles - beforeFullTiles;
    }

    @Override
    public long residentKeys(long tokens) {
      return Math.min(tokens, size);
    }

    @Override
    public long neededLater(long tokens) {
      return Math.min(tokens, size - 1);
    }

    @Override
    public String describe() {
      return "window " + size;
    }
  }

  /**
   * The tokens of its own chunk up to itself (Llama 4's local layers): token at 0-based place
   * {@code p} sees {@code p mod size + 1} keys.
   *
   * @param size tokens of a chunk; at least 1
   */
  record Chunk(long size) implements Mask {
    /** Checks the range. */
    public Chunk {
      positive("chunk", size);
    }

    @Override
    public long visiblePairs(long query, long context) {
      return pairsFromStart(context + query) - pairsFromStart(context);
    }

    private long pairsFromStart(long tokens) {
      long rest = tokens % size;
      return tokens / size * (size * (size + 1) / 2) + rest * (rest + 1) / 2;
    }

    @Override
    public long visibleKeys(long query, long context) {
      return context % size + query;
    }

    @Override
    public long cachedKeys(long query, long context) {
      return context % size;
    }

    /** Tiles are cut at the chunks' borders, beyond which they would share nothing. */
    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      return overChunks(query, context, tileTokens, Tiles::ends);
    }

    @Override
    public long tiles(long query, long context, long tileTokens) {
      return overChunks(
          query, context, tileTokens, (part, before, tile) -> Tiles.count(part, tile));
    }

    /** Something of a chunk: the new tokens in it, those before them in it, those of a tile. */
    private interface OfChunk {
      long apply(long part, long before, long tileTokens);
    }

    /**
     * The sum over the chunks that new tokens stand in: how many in a chunk, and how many before
     * them in it. What is summed captures nothing, so that hot loops allocate nothing.
     */
    private long overChunks(long query, long context, long tileTokens, OfChunk ofChunk) {
      long before = context % size;
      long first = Math.min(query, size - before);
      long whole = (query - first) / size;
      long last = (query - first) % size;
      return ofChunk.apply(first, before, tileTokens)
          + (whole == 0 ? 0 : whole * ofChunk.apply(size, 0, tileTokens))
          + (last == 0 ? 0 : ofChunk.apply(last, 0, tileTokens));
    }

    @Override
    public long residentKeys(long tokens) {
      return Math.min(tokens, size);
    }

    @Override
    public long neededLater(long tokens) {
      return tokens % size;
    }

    @Override
    public String describe() {
      return "chunk " + size;
    }
  }

  /**
   * The {@code keys} best-scored earlier tokens, or all while there are fewer (DeepSeek-V3.2's
   * sparse attention): {@code Σ min(keys, P+i)} pairs. Which ones is known only at run time, so
   * every query gathers its own: tiles share nothing, and all keys stay in the cache. The scoring
   * itself (the indexer) is not part of the mask.
   *
   * @param keys keys a token sees at most; at least 1
   * @param indexer what scores them; empty to leave the scoring out of account
   */
  record TopK(long keys, Optional<Indexer> indexer) implements Mask {
    /** The mask without its scoring. */
    public TopK(long keys) {
      this(keys, Optional.empty());
    }

    /** Checks the range. */
    public TopK {
      positive("top-k", keys);
    }

    @Override
    public long visiblePairs(long query, long context) {
      return new Window(keys).visiblePairs(query, context);
    }

    /** The most that the queries can differ: each its own choice, as far as there are keys. */
    @Override
    public long visibleKeys(long query, long context) {
      return Math.min(context + query, visiblePairs(query, context));
    }

    @Override
    public long leastKeys(long query, long context) {
      return Math.min(context + query, keys);
    }

    @Override
    public long cachedKeys(long query, long context) {
      return Math.min(context, keys - 1);
    }

    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      return visiblePairs(query, context);
    }

    @Override
    public String describe() {
      return "top-" + keys;
    }
  }

  /**
   * Cross-attention: every token sees each of {@code keys} keys that were made before, whatever its
   * own position: {@code T·M} pairs.
   *
   * @param keys tokens of the source; 0 for none
   */
  record Source(long keys) implements Mask {
    @Override
    public long visiblePairs(long query, long context) {
      return query * keys;
    }

    @Override
    public long visibleKeys(long query, long context) {
      return keys;
    }

    @Override
    public long cachedKeys(long query, long context) {
      return keys;
    }

    @Override
    public long tiledKeys(long query, long context, long tileTokens) {
      return Tiles.count(query, tileTokens) * keys;
    }

    @Override
    public long residentKeys(long tokens) {
      return keys;
    }

    @Override
    public String describe() {
      return "source of " + keys;
    }
  }
}
