package dev.headroom.cost;

/**
 * Shazeer's ratios of memory accessed to arithmetic, as the sums of their Θ terms with all
 * constants one. They say which term dominates, not how long anything takes; the exact counts have
 * the same slopes.
 *
 * <p>Symbols: {@code n} length, {@code d} model width, {@code h} heads, {@code k = d/h} head width,
 * {@code b} batch.
 *
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, sections 2.3.1, 2.4.1 and 3.1</a>
 */
public final class PaperRatios {
  private PaperRatios() {}

  /** Multi-head attention over a whole sequence at once: {@code 1/k + 1/(bn)}. */
  public static double multiHeadBatched(double k, double b, double n) {
    return 1 / k + 1 / (b * n);
  }

  /** Multi-head attention token by token: {@code n/d + 1/b}. */
  public static double multiHeadIncremental(double n, double d, double b) {
    return n / d + 1 / b;
  }

  /** Multi-query attention token by token: {@code 1/d + n/(dh) + 1/b}. */
  public static double multiQueryIncremental(double n, double d, double h, double b) {
    return 1 / d + n / (d * h) + 1 / b;
  }
}
