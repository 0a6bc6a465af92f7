package dev.headroom.workload;

import java.util.Locale;

/**
 * How a model is trained.
 *
 * @param optimizer what updates the weights
 * @param recompute whether a layer's activations are made again in the backward pass from the
 *     layer's input, which alone is kept
 */
public record Training(Optimizer optimizer, boolean recompute) {

  /** What updates the weights, by what it keeps for each of them. */
  public enum Optimizer {
    /** Nothing. */
    SGD(0),
    /** Sums over rows and columns of a matrix, next to nothing: Shazeer and Stern 2018. */
    ADAFACTOR(0),
    /** One moving average in FP32. */
    MOMENTUM(4),
    /** Two moving averages in FP32: Kingma and Ba 2014. */
    ADAM(8);

    private final int stateBytes;

    Optimizer(int stateBytes) {
      this.stateBytes = stateBytes;
    }

    /** Bytes kept for a weight. */
    public int stateBytesPerParameter() {
      return stateBytes;
    }

    /** The name in files and options. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Adam, nothing recomputed. */
  public static final Training USUAL = new Training(Optimizer.ADAM, false);
}
