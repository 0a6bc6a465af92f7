package dev.headroom.timing;

/**
 * What a serving program computes in one step, summed up: sequences that get one new token each,
 * and pieces of prompts beside them.
 *
 * @param decodeSequences sequences of one new token
 * @param decodeContext tokens that they have in the cache, all together
 * @param chunkSequences sequences of which a piece of the prompt is computed
 * @param chunkTokens new tokens of theirs, all together; at least one each
 * @param chunkContext tokens that they have in the cache, all together
 */
public record ServingStep(
    long decodeSequences,
    long decodeContext,
    long chunkSequences,
    long chunkTokens,
    long chunkContext) {
  /** Refuses what is no step. */
  public ServingStep {
    if (decodeSequences < 0
        || decodeContext < 0
        || chunkSequences < 0
        || chunkContext < 0
        || decodeSequences + chunkSequences < 1
        || chunkTokens < chunkSequences
        || (chunkSequences == 0 && chunkTokens + chunkContext > 0)
        || (decodeSequences == 0 && decodeContext > 0)) {
      throw new IllegalArgumentException(
          "step: must have a sequence, a new token for each, and no tokens of none; was "
              + decodeSequences
              + " sequences on "
              + decodeContext
              + " cached tokens and "
              + chunkSequences
              + " with "
              + chunkTokens
              + " new ones on "
              + chunkContext);
    }
  }

  /** Sequences of one new token each. */
  public static ServingStep decode(long sequences, long context) {
    return new ServingStep(sequences, context, 0, 0, 0);
  }

  /** Pieces of prompts alone. */
  public static ServingStep prefill(long sequences, long tokens, long context) {
    return new ServingStep(0, 0, sequences, tokens, context);
  }

  /**
   * The step of these sequences. Pieces of prompts of unequal lengths are summed up so that the
   * pairs of a query and a key stay the same, which is what their time follows: as many equal
   * pieces of the mean length, on the context that gives those pairs (at least none).
   *
   * @param newTokens of each sequence, at least 1; one is a decode sequence
   * @param cachedTokens of each
   * @param sequences how many of the arrays' elements count, from the first on
   */
  public static ServingStep of(long[] newTokens, long[] cachedTokens, int sequences) {
    long decodes = 0;
    long decodeContext = 0;
    long chunks = 0;
    long tokens = 0;
    double pairs = 0;
    for (int i = 0; i < sequences; i++) {
      if (newTokens[i] == 1) {
        decodes++;
        decodeContext += cachedTokens[i];
      } else {
        double query = newTokens[i];
        chunks++;
        tokens += newTokens[i];
        pairs += query * cachedTokens[i] + query * (query + 1) / 2;
      }
    }
    if (chunks == 0) {
      return decode(decodes, decodeContext);
    }
    double each = (double) tokens / chunks;
    double context = pairs / each - chunks * (each + 1) / 2;
    return new ServingStep(
        decodes, decodeContext, chunks, tokens, Math.max(0, Math.round(context)));
  }

  /** New tokens. */
  public long tokens() {
    return decodeSequences + chunkTokens;
  }

  /** Sequences. */
  public long sequences() {
    return decodeSequences + chunkSequences;
  }

  /** Cached tokens of a decode sequence, in the mean; 0 without any. */
  long contextOfDecode() {
    return mean(decodeContext, decodeSequences);
  }

  /** New tokens of a piece, in the mean; 0 without any. */
  long tokensOfChunk() {
    return mean(chunkTokens, chunkSequences);
  }

  /** Cached tokens of a piece, in the mean; 0 without any. */
  long contextOfChunk() {
    return mean(chunkContext, chunkSequences);
  }

  private static long mean(long sum, long count) {
    return count == 0 ? 0 : Math.round((double) sum / count);
  }
}
