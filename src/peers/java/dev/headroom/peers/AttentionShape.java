package dev.headroom.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * A call of attention in single precision.
 *
 * @param prefill whether all tokens are new (causal, nothing cached before), or one per sequence is
 * @param batch sequences
 * @param queryHeads query heads
 * @param kvHeads KV heads
 * @param headDim width of queries, keys and values
 * @param tokens keys of a sequence after the call
 */
record AttentionShape(
    boolean prefill, int batch, int queryHeads, int kvHeads, int headDim, int tokens) {

  /** Decode with about 2–8 and 32–128 MiB of keys and values, and prompts; each at two head widths. */
  static List<AttentionShape> grid() {
    // batch, query heads, KV heads, tokens at head width 128
    int[][] decode = {
      {1, 8, 8, 1024}, {4, 8, 8, 256}, {1, 32, 32, 256},
      {1, 32, 32, 4096}, {8, 8, 8, 2048}, {1, 8, 8, 16384},
      {1, 32, 8, 1024}, {4, 32, 8, 256}, {1, 8, 2, 4096},
      {1, 32, 8, 16384}, {8, 32, 8, 2048}, {1, 8, 2, 32768},
      {1, 32, 1, 2048}, {1, 8, 1, 4096}, {8, 32, 1, 512},
      {1, 32, 1, 32768}, {8, 32, 1, 4096}, {1, 8, 1, 65536},
    };
    int[][] prefill = {
      {1, 8, 8, 512}, {1, 8, 8, 2048}, {1, 32, 32, 512},
      {1, 8, 2, 512}, {1, 8, 2, 2048}, {1, 32, 8, 512},
      {1, 8, 1, 512}, {1, 8, 1, 2048}, {1, 32, 1, 512},
    };
    List<AttentionShape> shapes = new ArrayList<>();
    for (int dim : new int[] {64, 128}) {
      for (int[] s : decode) {
        // The same bytes at either width.
        shapes.add(new AttentionShape(false, s[0], s[1], s[2], dim, s[3] * 128 / dim));
      }
      for (int[] s : prefill) {
        shapes.add(new AttentionShape(true, s[0], s[1], s[2], dim, s[3]));
      }
    }
    return shapes;
  }

  String phase() {
    return prefill ? "prefill" : "decode";
  }

  String variant() {
    return kvHeads == queryHeads ? "MHA" : kvHeads == 1 ? "MQA" : "GQA";
  }

  int groupSize() {
    return queryHeads / kvHeads;
  }

  /** New tokens of a sequence. */
  int newTokens() {
    return prefill ? tokens : 1;
  }

  /** Numbers in the queries, and in the outputs. */
  int queryNumbers() {
    return batch * newTokens() * queryHeads * headDim;
  }

  /** Numbers in the keys of all sequences. */
  int keyNumbers() {
    return batch * kvHeads * tokens * headDim;
  }

  double cacheMebibytes() {
    return 2.0 * Float.BYTES * keyNumbers() / (1 << 20);
  }

  @Override
  public String toString() {
    return "%s %s, batch %d, heads %d/%d, width %d, %d tokens"
        .formatted(phase(), variant(), batch, queryHeads, kvHeads, headDim, tokens);
  }
}
