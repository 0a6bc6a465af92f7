package dev.headroom.sweep;

import dev.headroom.timing.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How the time of a step changes when one quantity does and all else is held.
 *
 * @param lever the quantity
 * @param base the step as it is
 * @param less the step with less of it; empty if there can be none
 * @param more the step with more of it; empty if there can be none
 * @param predicted whether the times compared are predicted ones, else rooflines: a step that a
 *     fitted kernel computes on one side alone is compared at the roofline
 * @param elasticity change of the logarithm of seconds over that of the quantity; not a number if
 *     it cannot be moved
 */
public record Sensitivity(
    Lever lever,
    Estimate base,
    Optional<Lever.Moved> less,
    Optional<Lever.Moved> more,
    boolean predicted,
    double elasticity) {
  /** By how much a number that need not be whole is moved for its elasticity. */
  private static final double TINY = 1e-3;

  /**
   * The sensitivities of the step that a question is about, to every number of the profile and to
   * what says the scenario and the model. The elasticity of a whole number is taken over the change
   * that was made, of others over a thousandth up and down.
   *
   * @param part of the quantity that is taken off and added, above 0 and below 1; whole numbers
   *     move to the nearest ones that can be, by at least 1
   * @throws IllegalArgumentException if the step itself cannot run
   */
  public static List<Sensitivity> of(Question question, double part) {
    if (!(part > 0 && part < 1)) {
      throw new IllegalArgumentException("part: must be above 0 and below 1, was " + part);
    }
    Estimate base = question.answer();
    List<Sensitivity> all = new ArrayList<>();
    for (Lever lever : Levers.of(question)) {
      all.add(of(lever, base, part));
    }
    return all;
  }

  private static Sensitivity of(Lever lever, Estimate base, double part) {
    Optional<Lever.Moved> less = lever.less(part);
    Optional<Lever.Moved> more = lever.more(part);
    boolean predicted =
        base.isPredicted()
            && less.map(each -> each.estimate().isPredicted()).orElse(true)
            && more.map(each -> each.estimate().isPredicted()).orElse(true);
    boolean whole = !(lever.grain() instanceof Lever.Grain.Continuous);
    Lever.Moved here = new Lever.Moved(lever.value(), base);
    Lever.Moved from = (whole ? less : lever.less(TINY)).orElse(here);
    Lever.Moved to = (whole ? more : lever.more(TINY)).orElse(here);
    return new Sensitivity(lever, base, less, more, predicted, elasticity(from, to, predicted));
  }

  private static double elasticity(Lever.Moved from, Lever.Moved to, boolean predicted) {
    // A quantity that can be 0 has no logarithm there.
    if (from.value() == to.value() || from.value() <= 0) {
      return Double.NaN;
    }
    double seconds =
        Math.log(seconds(to.estimate(), predicted) / seconds(from.estimate(), predicted));
    return seconds / Math.log(to.value() / from.value()) + 0.0;
  }

  private static double seconds(Estimate estimate, boolean predicted) {
    return predicted ? estimate.prediction().seconds() : estimate.times().rooflineSeconds();
  }

  /** The times compared: of the step, with less, with more. */
  public double seconds() {
    return seconds(base, predicted);
  }

  /** The relative change of seconds with less of it. */
  public OptionalDouble lessChange() {
    return change(less);
  }

  /** The relative change of seconds with more of it. */
  public OptionalDouble moreChange() {
    return change(more);
  }

  private OptionalDouble change(Optional<Lever.Moved> moved) {
    return of(moved, each -> seconds(each, predicted) / seconds() - 1);
  }

  /** Something of the answer with another value, where there is one. */
  public static OptionalDouble of(Optional<Lever.Moved> moved, ToDoubleFunction<Estimate> part) {
    return moved.isPresent()
        ? OptionalDouble.of(part.applyAsDouble(moved.get().estimate()))
        : OptionalDouble.empty();
  }

  /** The larger of the two changes, whatever their sign; 0 if it cannot be moved. */
  public double effect() {
    return Math.max(Math.abs(lessChange().orElse(0)), Math.abs(moreChange().orElse(0)));
  }
}
