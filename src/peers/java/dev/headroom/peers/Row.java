package dev.headroom.peers;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A call on a number of threads, and how everybody did.
 *
 * @param attention the call, unless it is a product
 * @param product the call, unless it is attention
 * @param threads that computed
 * @param results of all contestants
 */
record Row(
    Optional<AttentionShape> attention,
    Optional<ProductShape> product,
    int threads,
    List<Result> results) {

  /**
   * One contestant's.
   *
   * @param library who
   * @param operator by what
   * @param outcome how fast
   * @param difference from the right answer, relative to the largest value
   */
  record Result(String library, String operator, Race.Outcome outcome, double difference) {
    double seconds() {
      return outcome.medianSeconds();
    }

    /** Whether the result is as near to the right one as it has to be; NaN is not. */
    boolean right() {
      return difference <= Check.tolerance(library);
    }
  }

  /** What was called, for people. */
  String call() {
    return attention
        .map(AttentionShape::toString)
        .or(() -> product.map(shape -> "product " + shape))
        .orElseThrow();
  }

  /** The fastest of a library's contestants, by the median. */
  Optional<Result> best(String library) {
    return results.stream()
        .filter(result -> result.library().equals(library))
        .min(Comparator.comparingDouble(Result::seconds));
  }

  Result own() {
    return best(Headroom.NAME).orElseThrow();
  }

  /** The fastest that is not ours. */
  Result bestPeer() {
    return results.stream()
        .filter(result -> !result.library().equals(Headroom.NAME))
        .min(Comparator.comparingDouble(Result::seconds))
        .orElseThrow();
  }

  /** How many times as long the best peer takes, by medians. */
  double ratio() {
    return bestPeer().seconds() / own().seconds();
  }

  /** The same by the fastest samples. */
  double ratioOfMinima() {
    double peer =
        results.stream()
            .filter(result -> !result.library().equals(Headroom.NAME))
            .mapToDouble(result -> result.outcome().minimumSeconds())
            .min()
            .orElseThrow();
    return peer / own().outcome().minimumSeconds();
  }
}
