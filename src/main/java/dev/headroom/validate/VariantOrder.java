package dev.headroom.validate;

import java.util.Collection;
import java.util.List;

/**
 * Whether variants of attention that are alike otherwise were put in the right order.
 *
 * @param pairs whose measured times differ by more than a tenth
 * @param right of them, those that the predictions order the same way
 */
public record VariantOrder(long pairs, long right) {
  private static final double DIFFERENT = 1.1;

  /**
   * The two times of a variant.
   *
   * @param variant such as {@code mqa}; two of the same are not compared
   */
  public record Timed(String variant, double predicted, double measured) {}

  /** Compares all pairs within each group of what is alike. */
  public static VariantOrder of(Collection<List<Timed>> groups) {
    long pairs = 0;
    long right = 0;
    for (List<Timed> alike : groups) {
      for (int i = 0; i < alike.size(); i++) {
        for (Timed other : alike.subList(0, i)) {
          double measured = alike.get(i).measured() / other.measured();
          boolean apart = Math.max(measured, 1 / measured) > DIFFERENT;
          if (apart && !alike.get(i).variant().equals(other.variant())) {
            double predicted = alike.get(i).predicted() / other.predicted();
            pairs++;
            right += Math.signum(measured - 1) == Math.signum(predicted - 1) ? 1 : 0;
          }
        }
      }
    }
    return new VariantOrder(pairs, right);
  }
}
