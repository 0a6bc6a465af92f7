package dev.headroom.cost;

import dev.headroom.workload.Mask;

/**
 * How many query–key pairs a head computes for one sequence, written out.
 *
 * @param symbols the formula
 * @param numbers the formula filled in
 * @param value the pairs, from the mask itself
 */
record PairFormula(String symbols, String numbers, long value) {

  /** The pairs that a mask lets through. */
  static PairFormula visible(Mask mask, long query, long context) {
    long value = mask.visiblePairs(query, context);
    if (mask instanceof Mask.Causal) {
      return new PairFormula(
          "T·P + T·(T + 1)/2",
          query + "·" + context + " + " + query + "·(" + query + " + 1)/2",
          value);
    }
    if (mask instanceof Mask.Bidirectional) {
      return new PairFormula("T·(P + T)", query + "·(" + context + " + " + query + ")", value);
    }
    if (mask instanceof Mask.Source source) {
      return new PairFormula("T·M", query + "·" + source.keys(), value);
    }
    if (mask instanceof Mask.Chunk chunk) {
      return chunked(chunk.size(), query, context, value);
    }
    long size = mask instanceof Mask.Window window ? window.size() : ((Mask.TopK) mask).keys();
    return windowed(size, query, context, value);
  }

  /** All pairs of the rectangle that an unfused schedule computes. */
  static PairFormula rectangle(Mask mask, long query, long context) {
    long keys = mask.visibleKeys(query, context);
    return new PairFormula("T·keys", query + "·" + keys, query * keys);
  }

  private static PairFormula windowed(long size, long query, long context, long value) {
    if (query == 1) {
      return new PairFormula("min(W, P + 1)", "min(" + size + ", " + context + " + 1)", value);
    }
    return new PairFormula(
        "F(P + T) − F(P), F(n) = r·(r + 1)/2 + (n − r)·W, r = min(n, W)",
        windowSum(size, context + query) + " − (" + windowSum(size, context) + ")",
        value);
  }

  private static String windowSum(long size, long tokens) {
    long ramp = Math.min(tokens, size);
    return ramp + "·(" + ramp + " + 1)/2 + (" + tokens + " − " + ramp + ")·" + size;
  }

  private static PairFormula chunked(long size, long query, long context, long value) {
    if (query == 1) {
      return new PairFormula("P mod C + 1", context % size + " + 1", value);
    }
    return new PairFormula(
        "F(P + T) − F(P), F(n) = ⌊n/C⌋·C·(C + 1)/2 + r·(r + 1)/2, r = n mod C",
        chunkSum(size, context + query) + " − (" + chunkSum(size, context) + ")",
        value);
  }

  private static String chunkSum(long size, long tokens) {
    long rest = tokens % size;
    return tokens / size + "·" + size + "·(" + size + " + 1)/2 + " + rest + "·(" + rest + " + 1)/2";
  }
}
