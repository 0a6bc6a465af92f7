package dev.headroom.cost;

/**
 * The widths of the two products of attention as they are computed.
 *
 * @param queryHeads query heads
 * @param kvHeads heads that own a K and a V
 * @param keyDim elements of a query and of a key
 * @param valueDim elements of a value
 */
public record Heads(int queryHeads, int kvHeads, int keyDim, int valueDim) {
  /** Query heads that share one K and V: the rows that one new token brings to a product. */
  public int groupSize() {
    return queryHeads / kvHeads;
  }
}
