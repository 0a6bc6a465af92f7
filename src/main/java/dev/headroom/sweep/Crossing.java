package dev.headroom.sweep;

import dev.headroom.timing.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * From which batch or context on a variant is so many times as fast as another, all else held:
 * predicted where kernels compute both, else at the roofline.
 *
 * @param device on which
 * @param variant of attention
 * @param speedup over the other as the question stands
 * @param factor that is asked for
 * @param quantity {@code batch_size} or {@code context_length}
 * @param from the first value from which on it is so, as {@link BreakEven#context} finds it; empty
 *     if there is none
 */
public record Crossing(
    String device,
    String variant,
    double speedup,
    double factor,
    String quantity,
    OptionalLong from) {

  /**
   * The break-evens of two variants in a scenario of equal sequences.
   *
   * @param first over which the other has its speed-up
   */
  public static List<Crossing> between(Question first, Question other, double factor) {
    if (!first.isUniform()) {
      return List.of();
    }
    Estimate slower = first.answer();
    Estimate faster = other.answer();
    List<Crossing> found = new ArrayList<>();
    for (boolean context : new boolean[] {true, false}) {
      found.add(
          new Crossing(
              first.device().name(),
              faster.model().attention().variant(),
              faster.speedupOver(slower),
              factor,
              context ? "context_length" : "batch_size",
              BreakEven.between(first, other, context).context(factor)));
    }
    return found;
  }
}
