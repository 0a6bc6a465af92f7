package dev.headroom.cost;

/** A paged cache: every sequence takes whole blocks. */
final class Pages {
  private Pages() {}

  /** Tokens of the blocks that {@code tokens} tokens of one sequence need. */
  static long roundUp(long tokens, long pageTokens) {
    return (tokens + pageTokens - 1) / pageTokens * pageTokens;
  }
}
