package dev.headroom.fit;

import dev.headroom.hardware.ErrorBands;
import dev.headroom.hardware.FittedNumber;
import dev.headroom.timing.Call;
import dev.headroom.timing.CallTime;
import dev.headroom.timing.KernelShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer.Optimum;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Fits a time model: Levenberg–Marquardt on the logarithms of predicted over measured, from several
 * starts, for several structures. Each residual {@code r}, in units of 5 %, enters as {@code
 * 2(√(1+r²) − 1)}: squared when small, by its size when large, so that a few wild rows do not
 * decide. Bounds are kept by fitting the logistic's argument on a logarithmic scale.
 *
 * <p>Each argument is drawn weakly to that of the number's usual value, or numbers of which the
 * rows say nothing, such as the memory's bandwidth where every call is in the cache, would be
 * anything, and calls beyond the rows would be predicted by them.
 *
 * @param <S> the kind of structure
 * @param <C> the kind of call
 */
final class StructuredFit<S, C extends Call> {
  private static final double UNIT = 0.05;
  private static final int STARTS = 4;
  private static final int ROUNDS = 60;
  private static final int SCOUTS = 500;
  private static final int MOST_ROWS = 5_000;
  private static final double STEP = 1e-4;

  /** Into which the rows are dealt for the bands. */
  private static final int PARTS = 5;

  /**
   * Weight of a number's usual value, in units of a residual a row: it decides where the rows are
   * silent and hardly moves what they speak of.
   */
  private static final double PRIOR = 0.15;

  /** How far apart the starts are, on the logistic scale. */
  private static final double SPREAD = 0.7;

  private final List<? extends FittedNumber> numbers;
  private final BiFunction<S, List<Double>, CallTime<C>> model;
  private final Consumer<String> progress;

  /**
   * A fit.
   *
   * @param numbers to be fitted
   * @param model the time model of a structure and the numbers' values, in their order
   * @param progress told in words what is being done
   */
  StructuredFit(
      List<? extends FittedNumber> numbers,
      BiFunction<S, List<Double>, CallTime<C>> model,
      Consumer<String> progress) {
    this.numbers = numbers;
    this.model = model;
    this.progress = progress;
  }

  /**
   * The best fit.
   *
   * @param structure that it has
   * @param values of the numbers, in their order
   */
  record Best<S>(S structure, List<Double> values) {}

  /**
   * Fits these rows.
   *
   * @param structures to be tried, at least one
   * @param rows at least as many as numbers
   * @throws IllegalArgumentException if there are too few rows
   */
  Best<S> fit(List<S> structures, List<Timed<C>> rows) {
    if (rows.size() < numbers.size()) {
      throw new IllegalArgumentException(
          "measurements: a fit needs at least " + numbers.size() + " rows, had " + rows.size());
    }
    List<Timed<C>> scouts = sample(rows, SCOUTS);
    Fitted<S> best = optimise(structures.get(0), start(), scouts);
    for (int i = 1; i < structures.size(); i++) {
      progress.accept("structure " + (i + 1) + " of " + structures.size());
      Fitted<S> other = optimise(structures.get(i), start(), scouts);
      best = other.cost < best.cost ? other : best;
    }
    return refined(best, sample(rows, MOST_ROWS));
  }

  private Best<S> refined(Fitted<S> scouted, List<Timed<C>> rows) {
    Random random = new Random(7);
    S structure = scouted.structure;
    Fitted<S> best = optimise(structure, positions(values(scouted.point.toArray())), rows);
    for (int i = 1; i < STARTS; i++) {
      progress.accept("start " + (i + 1) + " of " + STARTS);
      double[] from = i == 1 ? start() : positions(values(best.point.toArray()));
      for (int k = 0; k < from.length; k++) {
        from[k] += random.nextGaussian() * SPREAD;
      }
      Fitted<S> other = optimise(structure, from, rows);
      best = other.cost < best.cost ? other : best;
    }
    return new Best<>(structure, values(best.point.toArray()));
  }

  /**
   * The bands of a fit of these rows: shapes are dealt into five parts, each of which is predicted
   * by a fit of the others that begins at the whole one.
   */
  ErrorBands bands(S structure, List<Double> values, List<Timed<C>> rows) {
    double[] from = positions(values);
    List<BandFit.Ratio> ratios = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      progress.accept("band " + (part + 1) + " of " + PARTS);
      int own = part;
      List<Timed<C>> judged = rows.stream().filter(row -> part(row) == own).toList();
      List<Timed<C>> others = rows.stream().filter(row -> part(row) != own).toList();
      if (judged.isEmpty() || others.isEmpty()) {
        continue;
      }
      Fitted<S> fitted = optimise(structure, from, sample(others, MOST_ROWS));
      CallTime<C> time = model.apply(structure, values(fitted.point.toArray()));
      judged.forEach(row -> ratios.add(ratio(row, time.seconds(row.call()))));
    }
    if (ratios.isEmpty()) {
      CallTime<C> time = model.apply(structure, values);
      rows.forEach(row -> ratios.add(ratio(row, time.seconds(row.call()))));
    }
    return BandFit.of(ratios);
  }

  private static <C extends Call> BandFit.Ratio ratio(Timed<C> row, double predicted) {
    boolean windowed = row.call() instanceof KernelShape shape && shape.window() > 0;
    return new BandFit.Ratio(row.seconds() / predicted, predicted, windowed);
  }

  /** By the shape alone, and not as shapes are held out. */
  private static <C extends Call> int part(Timed<C> row) {
    long hash = Arrays.hashCode(row.call().identity()) * 0x9E3779B97F4A7C15L;
    return (int) Math.floorMod(hash >>> 32, (long) PARTS);
  }

  /** Every so many rows, in a fixed shuffled order. */
  private static <T> List<T> sample(List<T> rows, int most) {
    if (rows.size() <= most) {
      return rows;
    }
    List<T> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(11));
    return shuffled.subList(0, most);
  }

  private record Fitted<S>(S structure, RealVector point, double cost) {}

  private Fitted<S> optimise(S structure, double[] from, List<Timed<C>> rows) {
    LeastSquaresBuilder problem =
        new LeastSquaresBuilder()
            .start(from)
            .target(new double[rows.size() + from.length])
            .maxEvaluations(10 * ROUNDS)
            .maxIterations(10 * ROUNDS)
            .checker(
                (round, before, after) ->
                    round >= ROUNDS
                        || Math.abs(before.getCost() - after.getCost()) < 1e-5 * before.getCost())
            .model(point -> linearised(structure, point.toArray(), rows));
    try {
      Optimum optimum = new LevenbergMarquardtOptimizer().optimize(problem.build());
      return new Fitted<>(structure, optimum.getPoint(), optimum.getCost());
    } catch (MathIllegalStateException e) {
      // The number of rounds is spent; the best point is not told, so the start stands.
      return new Fitted<>(
          structure, new ArrayRealVector(from), cost(residuals(structure, from, rows)));
    }
  }

  private Pair<RealVector, RealMatrix> linearised(
      S structure, double[] point, List<Timed<C>> rows) {
    double[] residuals = residuals(structure, point, rows);
    RealMatrix slopes = new Array2DRowRealMatrix(residuals.length, point.length);
    for (int k = 0; k < point.length; k++) {
      double[] moved = point.clone();
      moved[k] += STEP;
      double[] there = residuals(structure, moved, rows);
      for (int i = 0; i < there.length; i++) {
        slopes.setEntry(i, k, (there[i] - residuals[i]) / STEP);
      }
    }
    return new Pair<>(new ArrayRealVector(residuals, false), slopes);
  }

  private double[] residuals(S structure, double[] point, List<Timed<C>> rows) {
    CallTime<C> time = model.apply(structure, values(point));
    double[] residuals = new double[rows.size() + point.length];
    double[] usual = start();
    double weight = PRIOR * Math.sqrt(rows.size());
    for (int k = 0; k < point.length; k++) {
      residuals[rows.size() + k] = weight * (point[k] - usual[k]);
    }
    for (int i = 0; i < rows.size(); i++) {
      Timed<C> row = rows.get(i);
      double r = Math.log(time.seconds(row.call()) / row.seconds()) / UNIT;
      residuals[i] = Math.copySign(Math.sqrt(2 * (Math.sqrt(1 + r * r) - 1)), r);
    }
    return residuals;
  }

  private static double cost(double[] residuals) {
    return Math.sqrt(Arrays.stream(residuals).map(r -> r * r).sum());
  }

  private List<Double> values(double[] point) {
    List<Double> values = new ArrayList<>();
    for (int k = 0; k < point.length; k++) {
      FittedNumber each = numbers.get(k);
      double low = Math.log(each.lowest());
      double high = Math.log(each.highest());
      double share = 1 / (1 + Math.exp(-point[k]));
      values.add(Math.exp(low + share * (high - low)));
    }
    return values;
  }

  private double[] start() {
    return positions(numbers.stream().map(FittedNumber::start).toList());
  }

  private double[] positions(List<Double> values) {
    double[] point = new double[values.size()];
    for (int k = 0; k < point.length; k++) {
      FittedNumber each = numbers.get(k);
      double low = Math.log(each.lowest());
      double high = Math.log(each.highest());
      double inside =
          Math.min(Math.max((Math.log(values.get(k)) - low) / (high - low), 0.02), 0.98);
      point[k] = Math.log(inside / (1 - inside));
    }
    return point;
  }
}
