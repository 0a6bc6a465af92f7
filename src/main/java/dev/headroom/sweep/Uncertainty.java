package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Source;
import dev.headroom.hardware.Sourced;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelCall;
import dev.headroom.timing.KernelTerms;
import dev.headroom.timing.LinearCall;
import dev.headroom.timing.OperatorPrediction;
import dev.headroom.timing.StepPrediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How uncertain answers are, by drawing what they rest on: numbers of the profile within their
 * spread and fitted kernels within the band of their residuals. Both are taken as log-normal, a
 * band on each side of 1 by itself, and hold 80 % between their ends. One draw has the same numbers
 * and the same residual of a kernel for all variants, so that what they share cancels in their
 * ratio.
 *
 * @param variants in the order asked for
 * @param numbers the spread of each number of the profile that was drawn
 * @param kernels that were drawn within their bands
 */
public record Uncertainty(
    List<Variant> variants, Map<String, Double> numbers, List<String> kernels) {
  private static final Source DRAWN = new Source.Estimated("drawn within its spread");

  /** Standard deviations that hold 80 % between them. */
  private static final double EIGHTY = new NormalDistribution().inverseCumulativeProbability(0.9);

  /**
   * What the draws say of a quantity.
   *
   * @param low95 of the interval that holds 95 % of the draws
   * @param low80 of that with 80 %
   * @param median of the draws
   * @param high80 of the interval with 80 %
   * @param high95 of that with 95 %
   */
  public record Interval(double low95, double low80, double median, double high80, double high95) {
    private static Interval of(double[] draws) {
      Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
      percentile.setData(draws);
      return new Interval(
          percentile.evaluate(2.5),
          percentile.evaluate(10),
          percentile.evaluate(50),
          percentile.evaluate(90),
          percentile.evaluate(97.5));
    }
  }

  /**
   * One variant.
   *
   * @param estimate as it stands, without drawing
   * @param seconds of the step, predicted where kernels are fitted, else at the roofline
   * @param speedup over the first variant
   * @param faster part of the draws in which it is faster than the first
   */
  public record Variant(Estimate estimate, Interval seconds, Interval speedup, double faster) {}

  /** Copies the lists. */
  public Uncertainty {
    variants = List.copyOf(variants);
    numbers = new TreeMap<>(numbers);
    kernels = List.copyOf(kernels);
  }

  /**
   * Draws.
   *
   * @param questions variants on one device
   * @param asked spreads by key path, before those that the profile states
   * @param draws at least 1
   * @param seed of the random numbers; the same seed gives the same intervals
   */
  public static Uncertainty of(
      List<Question> questions, Map<String, Double> asked, int draws, long seed) {
    Well19937c random = new Well19937c(seed);
    List<Estimate> estimates = questions.stream().map(Question::answer).toList();
    List<Sourced> uncertain = new ArrayList<>();
    Map<String, Double> spreads = new LinkedHashMap<>();
    for (Sourced number : questions.get(0).device().numbers()) {
      double spread = asked.getOrDefault(number.keyPath(), number.spread());
      if (spread > 0) {
        uncertain.add(number);
        spreads.put(number.keyPath(), spread);
      }
    }
    List<String> kernels =
        estimates.stream().flatMap(each -> kernels(each).stream()).distinct().toList();
    double[][] seconds = new double[questions.size()][draws];
    for (int draw = 0; draw < draws; draw++) {
      Map<String, Double> moved = new LinkedHashMap<>();
      for (Sourced number : uncertain) {
        moved.put(
            number.keyPath(),
            drawn(number, spreads.getOrDefault(number.keyPath(), 0.0), random.nextGaussian()));
      }
      Map<String, Double> residuals = new LinkedHashMap<>();
      kernels.forEach(kernel -> residuals.put(kernel, random.nextGaussian()));
      for (int i = 0; i < seconds.length; i++) {
        Question question = questions.get(i);
        Estimate estimate = moved.isEmpty() ? estimates.get(i) : at(question, moved);
        seconds[i][draw] = seconds(estimate, residuals);
      }
    }
    return new Uncertainty(variants(estimates, seconds), spreads, kernels);
  }

  private static Estimate at(Question question, Map<String, Double> moved) {
    DeviceProfile device = Levers.with(question.device(), moved, DRAWN);
    return question.withDevice(device).answer();
  }

  private static double drawn(Sourced number, double spread, double gaussian) {
    double value = number.value() * Math.exp(gaussian / EIGHTY * Math.log1p(spread));
    Lever.Grain grain = Levers.grain(number);
    if (grain instanceof Lever.Grain.Continuous continuous) {
      return Math.min(value, continuous.most());
    }
    return Math.max(1, Math.rint(value));
  }

  private static List<Variant> variants(List<Estimate> estimates, double[][] seconds) {
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i < seconds.length; i++) {
      double[] speedup = new double[seconds[i].length];
      double faster = 0;
      for (int draw = 0; draw < speedup.length; draw++) {
        speedup[draw] = seconds[0][draw] / seconds[i][draw];
        faster += speedup[draw] > 1 ? 1 : 0;
      }
      variants.add(
          new Variant(
              estimates.get(i),
              Interval.of(seconds[i]),
              Interval.of(speedup),
              faster / speedup.length));
    }
    return variants;
  }

  private static List<String> kernels(Estimate estimate) {
    if (!estimate.isPredicted()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    estimate.prediction().calls().forEach(call -> names.add(call.kernel()));
    estimate.prediction().linear().forEach(call -> names.add(call.kernel()));
    return names;
  }

  private static double seconds(Estimate estimate, Map<String, Double> residuals) {
    if (!estimate.isPredicted()) {
      return estimate.times().rooflineSeconds();
    }
    StepPrediction prediction = estimate.prediction();
    double sum = prediction.overheadSeconds();
    for (OperatorPrediction operator : prediction.operators()) {
      double one = operator.seconds();
      for (KernelCall call : operator.calls()) {
        one += change(call.terms(), residuals.getOrDefault(call.kernel(), 0.0));
      }
      for (LinearCall call : operator.linear()) {
        one += change(call.terms(), residuals.getOrDefault(call.kernel(), 0.0));
      }
      sum += operator.time().cost().group().repeats() * one;
    }
    return Math.max(prediction.waiting() * sum, prediction.lowerBoundSeconds());
  }

  /** By what a kernel's time differs from the predicted one. */
  private static double change(KernelTerms terms, double gaussian) {
    double end = gaussian < 0 ? terms.low() : terms.high();
    double factor = Math.exp(Math.abs(gaussian) / EIGHTY * Math.log(end / terms.predicted()));
    return terms.predicted() * (factor - 1);
  }
}
