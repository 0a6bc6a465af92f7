package dev.headroom.sweep;

import dev.headroom.timing.Estimate;
import dev.headroom.timing.OperatorPrediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The change of a step's time from one scenario to another, attributed to what was changed and to
 * the operators that take longer or shorter. A change of several things has no order, so each gets
 * its Shapley value: its mean effect over all orders in which they could be changed one after
 * another, every step on the way being estimated. The parts add up to the whole but for the
 * rounding of additions.
 *
 * @param first the scenario from which
 * @param second the scenario to which
 * @param changes what was changed, in the order of the grid
 * @param predicted whether all steps on the way are predicted, and so the times compared; else they
 *     are rooflines
 * @param firstTerms seconds of the first by operator, and what is no operator's
 * @param secondTerms the same of the second
 * @see <a href="https://doi.org/10.1515/9781400881970-018">Shapley 1953, A value for n-person
 *     games</a>
 */
public record Difference(
    Estimate first,
    Estimate second,
    List<Change> changes,
    boolean predicted,
    Map<String, Double> firstTerms,
    Map<String, Double> secondTerms) {
  /** More changes than these are not attributed: the steps on the way double with each. */
  public static final int MOST = 10;

  /** What a program spends on a step beside its operators. */
  private static final String PROGRAM = "program";

  /** What lifts a predicted time to its lower bound. */
  private static final String BOUND = "lower_bound";

  /**
   * One thing that was changed.
   *
   * @param key its axis
   * @param from its value in the first scenario
   * @param to its value in the second
   * @param terms by operator, by how many seconds it changes the step
   */
  public record Change(String key, String from, String to, Map<String, Double> terms) {
    /** By how many seconds it changes the step. */
    public double seconds() {
      return total(terms);
    }
  }

  /** Copies the list. */
  public Difference {
    changes = List.copyOf(changes);
  }

  /**
   * The difference of the corners of a grid.
   *
   * @param sweep whose axes have one value, or two: that of the first scenario and that of the
   *     second
   * @throws IllegalArgumentException if an axis has more, or a step on the way cannot run
   */
  public static Difference of(Sweep sweep) {
    List<Axis> open = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    List<Axis> axes = sweep.grid().axes();
    for (int i = axes.size() - 1; i >= 0; i--) {
      Axis axis = axes.get(i);
      if (axis.size() > 2) {
        throw new IllegalArgumentException(
            axis.key() + ": takes one value, or the two to compare, had " + axis.size());
      }
      if (axis.size() == 2) {
        open.add(0, axis);
        strides.add(0, stride);
      }
      stride *= axis.size();
    }
    if (open.size() > MOST) {
      throw new IllegalArgumentException(
          "at most " + MOST + " things may be changed at once, were " + open.size());
    }
    List<Estimate> corners = new ArrayList<>();
    for (int corner = 0; corner < 1 << open.size(); corner++) {
      long index = 0;
      for (int i = 0; i < strides.size(); i++) {
        index += (corner >> i & 1) * strides.get(i);
      }
      corners.add(estimate(sweep, open, corner, index));
    }
    boolean predicted = corners.stream().allMatch(Estimate::isPredicted);
    List<Map<String, Double>> terms =
        corners.stream().map(corner -> terms(corner, predicted)).toList();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Axis axis = open.get(i);
      changes.add(
          new Change(
              axis.key(),
              axis.value(0).toString(),
              axis.value(1).toString(),
              shapley(terms, i, open.size())));
    }
    int last = corners.size() - 1;
    return new Difference(
        corners.get(0), corners.get(last), changes, predicted, terms.get(0), terms.get(last));
  }

  private static Estimate estimate(Sweep sweep, List<Axis> open, int corner, long index) {
    try {
      return sweep.question(index).answer();
    } catch (IllegalArgumentException e) {
      List<String> words = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        words.add(open.get(i).key() + " " + open.get(i).value(corner >> i & 1));
      }
      throw new IllegalArgumentException(
          "on the way from the first to the second, "
              + String.join(", ", words)
              + " cannot be: "
              + e.getMessage(),
          e);
    }
  }

  /** The mean change by one over all orders of changing all, by term. */
  private static Map<String, Double> shapley(List<Map<String, Double>> corners, int one, int all) {
    Map<String, Double> sum = new LinkedHashMap<>();
    corners.forEach(corner -> corner.keySet().forEach(key -> sum.put(key, 0.0)));
    for (int corner = 0; corner < corners.size(); corner++) {
      if ((corner >> one & 1) == 0) {
        double weight = weight(Integer.bitCount(corner), all);
        Map<String, Double> without = corners.get(corner);
        Map<String, Double> with = corners.get(corner | 1 << one);
        sum.replaceAll(
            (key, value) ->
                value + weight * (with.getOrDefault(key, 0.0) - without.getOrDefault(key, 0.0)));
      }
    }
    return sum;
  }

  /**
   * The part of the orders in which exactly these {@code before} come before one: b!(n-b-1)!/n!.
   */
  private static double weight(int before, int all) {
    double orders = all;
    for (int i = 1; i <= before; i++) {
      orders *= (double) (all - i) / i;
    }
    return 1 / orders;
  }

  /** Seconds of a step by operator; they add up to its time. */
  private static Map<String, Double> terms(Estimate estimate, boolean predicted) {
    Map<String, Double> terms = new LinkedHashMap<>();
    double waiting = estimate.prediction().waiting();
    for (OperatorPrediction operator : estimate.prediction().operators()) {
      double one = predicted ? operator.seconds() : operator.time().rooflineSeconds();
      double all = waiting * operator.time().cost().group().repeats() * one;
      terms.merge(operator.time().cost().operator().kind().key(), all, Double::sum);
    }
    if (predicted) {
      double program = waiting * estimate.prediction().overheadSeconds();
      if (program > 0) {
        terms.put(PROGRAM, program);
      }
      double lifted = estimate.prediction().seconds() - total(terms);
      if (lifted > 1e-9 * estimate.prediction().seconds()) {
        terms.put(BOUND, lifted);
      }
    }
    return terms;
  }

  private static double total(Map<String, Double> terms) {
    return terms.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Seconds of the first scenario. */
  public double firstSeconds() {
    return seconds(first);
  }

  /** Seconds of the second scenario. */
  public double secondSeconds() {
    return seconds(second);
  }

  private double seconds(Estimate estimate) {
    return predicted ? estimate.prediction().seconds() : estimate.times().rooflineSeconds();
  }

  /** All operators of both, and what is no operator's, in order. */
  public List<String> terms() {
    Map<String, Double> all = new LinkedHashMap<>(firstTerms);
    secondTerms.forEach(all::putIfAbsent);
    changes.forEach(change -> change.terms().forEach(all::putIfAbsent));
    return List.copyOf(all.keySet());
  }
}
