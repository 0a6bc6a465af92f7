package dev.headroom.fit;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer.Optimum;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.apache.commons.math3.util.Pair;

/**
 * Fits the kernel time model: Levenberg–Marquardt on the logarithms of predicted over measured,
 * from several starts, for several structures. Each residual {@code r}, in units of 5 %, enters as
 * {@code 2(√(1+r²) − 1)}: squared when small, by its size when large, so that a few wild rows do
 * not decide. Bounds are kept by fitting the logistic's argument on a logarithmic scale.
 */
public final class KernelFit {
  private static final double UNIT = 0.05;
  private static final int STARTS = 4;
  private static final int ROUNDS = 60;
  private static final int SCOUTS = 500;
  private static final int MOST_ROWS = 5_000;
  private static final double STEP = 1e-4;

  /** How far apart the starts are, on the logistic scale. */
  private static final double SPREAD = 0.7;

  private static final List<KernelParameter> PARAMETERS = List.of(KernelParameter.values());
  private static final int COUNT = PARAMETERS.size();

  private final DeviceProfile device;
  private final boolean decodes;
  private final Consumer<String> progress;

  /**
   * A fit for a device.
   *
   * @param decodes whether the rows are of the decode phase
   * @param progress told in words what is being done
   */
  public KernelFit(DeviceProfile device, boolean decodes, Consumer<String> progress) {
    this.device = device;
    this.decodes = decodes;
    this.progress = progress;
  }

  /** The structures that are tried. */
  public static List<KernelStructure> structures(boolean decodes) {
    List<KernelStructure> all = new ArrayList<>();
    KernelStructure.Grouping packed = KernelStructure.Grouping.PACKED;
    if (decodes) {
      for (int rows : new int[] {16, 64}) {
        for (KernelStructure.Splitting splitting :
            List.of(KernelStructure.Splitting.FILL, KernelStructure.Splitting.BALANCED)) {
          all.add(new KernelStructure(rows, 128, 128, packed, splitting, 1));
        }
      }
      all.add(swapped(64, 128, 256));
      all.add(new KernelStructure(64, 64, 64, packed, KernelStructure.Splitting.EFFICIENT, 2));
      return all;
    }
    for (int rows : new int[] {64, 128, 256}) {
      for (KernelStructure.Grouping grouping : List.of(packed, KernelStructure.Grouping.APART)) {
        all.add(
            new KernelStructure(
                rows, rows == 128 ? 64 : 128, 128, grouping, KernelStructure.Splitting.NONE, 1));
      }
    }
    all.add(new KernelStructure(128, 128, 128, packed, KernelStructure.Splitting.NONE, 1));
    all.add(swapped(64, 128, 256));
    return all;
  }

  private static KernelStructure swapped(int rows, int keys, int narrowKeys) {
    return new KernelStructure(
        rows,
        keys,
        narrowKeys,
        KernelStructure.Grouping.SWAPPED,
        KernelStructure.Splitting.EFFICIENT,
        2);
  }

  /**
   * The best fit of these rows, its provenance left empty.
   *
   * @param rows of one kernel and phase, at least as many as fitted numbers
   * @throws IllegalArgumentException if there are too few rows
   */
  public KernelPhase fit(List<Measurement> rows) {
    if (rows.size() < COUNT) {
      throw new IllegalArgumentException(
          "measurements: a fit needs at least " + COUNT + " rows, had " + rows.size());
    }
    List<Measurement> scouts = sample(rows, SCOUTS);
    KernelPhase best = null;
    double least = Double.POSITIVE_INFINITY;
    for (KernelStructure structure : structures(decodes)) {
      progress.accept("trying " + structure.grouping() + ", " + structure.splitting());
      Fitted fitted = optimise(structure, start(), scouts);
      if (fitted.cost < least) {
        least = fitted.cost;
        best = fitted.kernel;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("measurements: no structure could be fitted");
    }
    return refined(best, sample(rows, MOST_ROWS), rows);
  }

  private KernelPhase refined(KernelPhase scouted, List<Measurement> rows, List<Measurement> all) {
    Random random = new Random(7);
    Fitted best = optimise(scouted.structure(), positions(scouted.values()), rows);
    for (int i = 1; i < STARTS; i++) {
      progress.accept("start " + (i + 1) + " of " + STARTS);
      double[] from = i == 1 ? start() : positions(best.kernel.values());
      for (int k = 0; k < COUNT; k++) {
        from[k] += random.nextGaussian() * SPREAD;
      }
      Fitted other = optimise(scouted.structure(), from, rows);
      best = other.cost < best.cost ? other : best;
    }
    KernelTime time = new KernelTime(device, best.kernel, decodes);
    double[] ratios =
        all.stream().mapToDouble(row -> row.seconds() / time.seconds(row.shape())).toArray();
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(ratios);
    return new KernelPhase(
        best.kernel.structure(),
        best.kernel.values(),
        percentile.evaluate(10),
        percentile.evaluate(90),
        best.kernel.provenance());
  }

  /** Every so many rows, in a fixed shuffled order. */
  private static List<Measurement> sample(List<Measurement> rows, int most) {
    if (rows.size() <= most) {
      return rows;
    }
    List<Measurement> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(11));
    return shuffled.subList(0, most);
  }

  private record Fitted(KernelPhase kernel, double cost) {}

  private Fitted optimise(KernelStructure structure, double[] from, List<Measurement> rows) {
    LeastSquaresBuilder problem =
        new LeastSquaresBuilder()
            .start(from)
            .target(new double[rows.size()])
            .maxEvaluations(10 * ROUNDS)
            .maxIterations(10 * ROUNDS)
            .checker(
                (round, before, after) ->
                    round >= ROUNDS
                        || Math.abs(before.getCost() - after.getCost()) < 1e-5 * before.getCost())
            .model(point -> linearised(structure, point.toArray(), rows));
    try {
      Optimum optimum = new LevenbergMarquardtOptimizer().optimize(problem.build());
      return new Fitted(kernel(structure, optimum.getPoint().toArray()), optimum.getCost());
    } catch (MathIllegalStateException e) {
      // The number of rounds is spent; the best point is not told, so the start stands.
      return new Fitted(kernel(structure, from), cost(residuals(structure, from, rows)));
    }
  }

  private Pair<RealVector, RealMatrix> linearised(
      KernelStructure structure, double[] point, List<Measurement> rows) {
    double[] residuals = residuals(structure, point, rows);
    RealMatrix slopes = new Array2DRowRealMatrix(rows.size(), COUNT);
    for (int k = 0; k < COUNT; k++) {
      double[] moved = point.clone();
      moved[k] += STEP;
      double[] there = residuals(structure, moved, rows);
      for (int i = 0; i < there.length; i++) {
        slopes.setEntry(i, k, (there[i] - residuals[i]) / STEP);
      }
    }
    return new Pair<>(new ArrayRealVector(residuals, false), slopes);
  }

  private double[] residuals(KernelStructure structure, double[] point, List<Measurement> rows) {
    KernelTime time = new KernelTime(device, kernel(structure, point), decodes);
    double[] residuals = new double[rows.size()];
    for (int i = 0; i < residuals.length; i++) {
      Measurement row = rows.get(i);
      double r = Math.log(time.seconds(row.shape()) / row.seconds()) / UNIT;
      residuals[i] = Math.copySign(Math.sqrt(2 * (Math.sqrt(1 + r * r) - 1)), r);
    }
    return residuals;
  }

  private static double cost(double[] residuals) {
    return Math.sqrt(Arrays.stream(residuals).map(r -> r * r).sum());
  }

  private static KernelPhase kernel(KernelStructure structure, double[] point) {
    Map<KernelParameter, Double> values = new EnumMap<>(KernelParameter.class);
    for (int k = 0; k < COUNT; k++) {
      KernelParameter each = PARAMETERS.get(k);
      double low = Math.log(each.lowest());
      double high = Math.log(each.highest());
      double share = 1 / (1 + Math.exp(-point[k]));
      values.put(each, Math.exp(low + share * (high - low)));
    }
    return new KernelPhase(structure, values, 1, 1, "");
  }

  private static double[] start() {
    Map<KernelParameter, Double> values = new EnumMap<>(KernelParameter.class);
    PARAMETERS.forEach(each -> values.put(each, each.start()));
    return positions(values);
  }

  private static double[] positions(Map<KernelParameter, Double> values) {
    double[] point = new double[COUNT];
    for (int k = 0; k < COUNT; k++) {
      KernelParameter each = PARAMETERS.get(k);
      double low = Math.log(each.lowest());
      double high = Math.log(each.highest());
      double value = values.getOrDefault(each, each.start());
      double inside = Math.min(Math.max((Math.log(value) - low) / (high - low), 0.02), 0.98);
      point[k] = Math.log(inside / (1 - inside));
    }
    return point;
  }
}
