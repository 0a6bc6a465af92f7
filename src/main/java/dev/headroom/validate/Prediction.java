package dev.headroom.validate;

/**
 * What the model expects of a call.
 *
 * @param terms the seconds apart
 * @param bound what binds
 * @param lowerBoundSeconds bytes over the fastest clean bandwidth for that working set, or FLOP
 *     over the fastest clean rate of multiply-adds, whichever is larger
 * @param rooflineSeconds the same at the usual rates and with the bandwidth of memory alone: what a
 *     data sheet would have said
 */
public record Prediction(
    Terms terms, String bound, double lowerBoundSeconds, double rooflineSeconds) {
  /**
   * The terms of the time, which follow each other.
   *
   * @param streaming products with the streams of keys and values
   * @param softmax exponentials, largest logits and scales
   * @param rows what each row costs besides: scaling, merging of parts
   * @param append writing the new keys and values
   * @param handOver to the other threads and back
   */
  public record Terms(
      double streaming, double softmax, double rows, double append, double handOver) {
    /** All of them. */
    public double sum() {
      return streaming + softmax + rows + append + handOver;
    }
  }

  /** Seconds that the call is predicted to take. */
  public double predictedSeconds() {
    return terms.sum();
  }
}
