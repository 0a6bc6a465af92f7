package dev.headroom.validate;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.AttentionKernels;
import dev.headroom.measure.CalibrationProgress;
import dev.headroom.measure.Sampler;
import dev.headroom.measure.Samples;
import dev.headroom.measure.SamplingRules;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the kernel on shapes, twice: what the machine does not repeat, no model can predict. Shapes
 * take turns in lots that fit into memory together.
 *
 * <p>The machine is another one after a minute: its memory is faster or slower by a quarter. So
 * micro-benchmarks run before the passes, between them and after them, and predictions rest on all
 * of these. They see no time of the kernel.
 */
public final class ValidationRun {
  private static final int PASSES = 2;
  private static final int LOT = 8;
  private static final int SAMPLES = 9;

  /** Samples between which nothing else runs: filling the caches before them takes longer. */
  private static final int TURN = 5;

  private static final double WARM_UP_SECONDS = 0.15;
  private static final double BUDGET_SECONDS = 0.25;

  /** Calls that take longer are not drawn. */
  private static final double MOST_SECONDS = 0.5;

  /** Of the heap, how much the shapes of a lot may take together, and a shape alone. */
  private static final double LOT_SHARE = 0.5;

  private static final double SHAPE_SHARE = 0.2;

  private final StoredCalibration calibration;
  private final Supplier<Optional<StoredCalibration>> again;
  private final KernelTimeModel model;
  private final CalibrationProgress progress;
  private final double heapBytes;

  /**
   * A run.
   *
   * @param calibration made before
   * @param again calibrates the machine once more; empty if predictions should rest on the first
   * @param heapBytes that Java may use
   * @throws UnsupportedOperationException if the calibration lacks what predictions need
   */
  public ValidationRun(
      StoredCalibration calibration,
      Supplier<Optional<StoredCalibration>> again,
      double heapBytes,
      CalibrationProgress progress) {
    this.calibration = calibration;
    this.again = again;
    model = new KernelTimeModel(calibration);
    this.heapBytes = heapBytes;
    this.progress = progress;
  }

  /** Whether a shape is small enough to run, by its prediction. */
  public boolean fits(CallShape shape) {
    return KernelCall.footprint(shape) < SHAPE_SHARE * heapBytes
        && model.predict(shape).predictedSeconds() <= MOST_SECONDS;
  }

  /**
   * Predicts, runs and judges shapes with one number of threads.
   *
   * @throws UnsupportedOperationException if the vector kernel cannot run here
   */
  public Validation run(List<CallShape> shapes) {
    List<StoredCalibration> calibrations = new ArrayList<>(List.of(calibration));
    int threads = shapes.get(0).threads();
    List<List<Samples>> passes = new ArrayList<>();
    try (AttentionKernel kernel = AttentionKernels.vector(threads)) {
      compile(kernel);
      for (int pass = 0; pass < PASSES; pass++) {
        passes.add(pass(kernel, shapes, pass));
        again.get().ifPresent(calibrations::add);
      }
      StoredCalibration all = StoredCalibration.merged(calibrations);
      KernelTimeModel judged = new KernelTimeModel(all);
      List<Prediction> predictions = shapes.stream().map(judged::predict).toList();
      List<ValidationRow> rows = new ArrayList<>();
      for (int i = 0; i < shapes.size(); i++) {
        rows.add(
            new ValidationRow(
                shapes.get(i), predictions.get(i), passes.get(0).get(i), passes.get(1).get(i)));
      }
      return Validation.of(kernel.describe(), rows).with(all);
    }
  }

  /** Small calls of every kind, so that the first shape does not pay for compiling. */
  private void compile(AttentionKernel kernel) {
    progress.at("compiling", 0);
    SamplingRules rules = SamplingRules.usual().wanting(1).within(WARM_UP_SECONDS, WARM_UP_SECONDS);
    for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
      for (Phase phase : Phase.values()) {
        for (int kvHeads : new int[] {8, 1}) {
          GroupedAttention attention = new GroupedAttention(8, kvHeads, 80, 80, new Mask.Causal());
          CallShape shape = new CallShape(phase, attention, type, 2, 300, kernel.threads());
          new Sampler(rules).sample(new KernelCall(shape, kernel).action());
        }
      }
    }
  }

  private List<Samples> pass(AttentionKernel kernel, List<CallShape> shapes, int pass) {
    SamplingRules rules =
        SamplingRules.usual()
            .wanting(SAMPLES)
            .inTurnsOf(TURN)
            .within(WARM_UP_SECONDS, BUDGET_SECONDS);
    List<Samples> samples = new ArrayList<>();
    for (List<CallShape> lot : lots(shapes)) {
      double share = (pass + (double) samples.size() / shapes.size()) / PASSES;
      progress.at("attention, pass " + (pass + 1) + " of " + PASSES, share);
      samples.addAll(
          new Sampler(rules)
              .interleave(
                  lot.stream().map(shape -> new KernelCall(shape, kernel).action()).toList()));
    }
    return samples;
  }

  /** Shapes in their order, as many together as memory allows. */
  private List<List<CallShape>> lots(List<CallShape> shapes) {
    List<List<CallShape>> lots = new ArrayList<>();
    List<CallShape> lot = new ArrayList<>();
    double bytes = 0;
    for (CallShape shape : shapes) {
      double more = KernelCall.footprint(shape);
      if (!lot.isEmpty() && (lot.size() == LOT || bytes + more > LOT_SHARE * heapBytes)) {
        lots.add(List.copyOf(lot));
        lot.clear();
        bytes = 0;
      }
      lot.add(shape);
      bytes += more;
    }
    lots.add(List.copyOf(lot));
    return lots;
  }
}
