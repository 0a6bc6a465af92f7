package dev.headroom.timing;

import dev.headroom.cost.Matrix;
import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorCost;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The linear layers of a device's library for one scenario. */
final class LinearKernels {
  private final Optional<KernelProfile> kernel;
  private final Optional<GemmTime> time;
  private final Precision precision;
  private final boolean cold;

  LinearKernels(DeviceProfile device, Scenario scenario, KernelWish wish) {
    precision = scenario.precision();
    cold = scenario.cacheState() == CacheState.COLD;
    // Weights in another type than the products were not measured.
    kernel =
        (isHalf(precision.weights()) && isHalf(precision.weightProducts()))
                || precision.weights() == precision.weightProducts()
            ? wish.findLinear(device, precision.weightProducts())
            : Optional.empty();
    time = kernel.flatMap(KernelProfile::gemm).map(phase -> new GemmTime(device, phase));
  }

  private static boolean isHalf(DataType type) {
    return type == DataType.BF16 || type == DataType.FP16;
  }

  /**
   * The calls for an operator of one layer; none if it has no dense matrices, or none are known.
   *
   * @param stepBytes that the step moves, all of which lie between two uses of the same weights
   */
  List<LinearCall> calls(OperatorCost cost, double stepBytes) {
    return callsOfWork(cost.operator(), cost.work().matmulFlop(), stepBytes);
  }

  /** The same for an operator of so much work. */
  List<LinearCall> callsOfWork(Operator operator, double matmulFlop, double stepBytes) {
    double weights = operator.matrices().stream().mapToLong(Matrix::weights).sum();
    return weights == 0
        ? List.of()
        : calls(operator, Math.max(1, Math.round(matmulFlop / (2 * weights))), stepBytes);
  }

  /** The same for so many rows. */
  List<LinearCall> calls(Operator operator, long rows, double stepBytes) {
    List<Matrix> matrices = operator.matrices();
    if (time.isEmpty() || matrices.isEmpty()) {
      return List.of();
    }
    String name = kernel.orElseThrow().name();
    GemmPhase phase = kernel.orElseThrow().gemm().orElseThrow();
    List<LinearCall> calls = new ArrayList<>();
    for (Matrix matrix : matrices) {
      GemmShape shape = shape(rows, matrix);
      double touched = cold ? Double.POSITIVE_INFINITY : stepBytes;
      calls.add(new LinearCall(name, phase, shape, time.get().terms(shape, touched)));
    }
    return calls;
  }

  /**
   * The seconds of the calls for an operator of so much work, as {@link #callsOfWork} gives them;
   * not a number if there are none.
   */
  double secondsOfWork(Operator operator, double matmulFlop, double stepBytes) {
    List<Matrix> matrices = operator.matrices();
    double weights = 0;
    for (int i = 0; i < matrices.size(); i++) {
      weights += matrices.get(i).weights();
    }
    if (time.isEmpty() || weights == 0) {
      return Double.NaN;
    }
    long rows = Math.max(1, Math.round(matmulFlop / (2 * weights)));
    double touched = cold ? Double.POSITIVE_INFINITY : stepBytes;
    double sum = 0;
    for (int i = 0; i < matrices.size(); i++) {
      sum += time.get().seconds(shape(rows, matrices.get(i)), touched);
    }
    return sum;
  }

  private GemmShape shape(long rows, Matrix matrix) {
    return new GemmShape(
        rows, matrix.outputs(), matrix.inputs(), precision.weightProducts(), precision.weights());
  }

  /** Whether so many bytes displace all weights from the cache, so that more change nothing. */
  boolean isDisplacedBy(double bytes) {
    return time.isEmpty() || time.get().isDisplacedBy(bytes);
  }
}
