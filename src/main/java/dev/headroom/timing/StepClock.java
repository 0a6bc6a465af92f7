package dev.headroom.timing;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Overheads;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long the steps of a program are predicted to take on a device, for whole generations: bound
 * once, then asked for batch after batch. Of each operator it takes
 *
 * <ul>
 *   <li>of attention, the device's fitted kernel, if the program is fused and one computes it;
 *   <li>of linear layers, the device's fitted library for their types;
 *   <li>of exchanges, the links, around rings if the program does so;
 *   <li>of all else, {@link ProgramTime}: what programs reach of the peaks;
 * </ul>
 *
 * and adds the program's {@link Overheads}: of a step, of every operator, of every exchange. One
 * thread at a time.
 */
public final class StepClock {
  private final StepModel step;
  private final FoldedStep folded;
  private final IdealTimes ideal;
  private final AttentionKernels kernels;
  private final LinearKernels linear;
  private final ProgramTime program;
  private final Overheads overheads;
  private final boolean alone;
  private final Map<Row, Double> linearSeconds = new HashMap<>();

  /** An operator with so many rows. */
  private record Row(Operator operator, long rows) {}

  private StepClock(Parts parts, ProgramTime program, boolean alone) {
    this.step = parts.step();
    this.folded = new FoldedStep(step);
    Ceilings ceilings = Ceilings.of(parts.device(), parts.own().precision());
    this.ideal = new IdealTimes(folded, ceilings, parts.own().cacheState());
    this.kernels = new AttentionKernels(parts.device(), parts.own(), parts.wish());
    this.linear = new LinearKernels(parts.device(), parts.own(), parts.wish());
    this.program = program;
    this.overheads = parts.reached().overheads();
    this.alone = alone;
  }

  /**
   * What a clock is made of.
   *
   * @param step as one device does it
   * @param device which
   * @param own types, program and cache state; its batch is not looked at
   * @param wish kernels by which attention is to be predicted
   * @param reached what the program reaches of the device
   */
  public record Parts(
      StepModel step, DeviceProfile device, Scenario own, KernelWish wish, Reached reached) {}

  /**
   * A clock; empty if no kernel computes the step's attention and nobody has said what programs
   * reach of the device.
   */
  public static Optional<StepClock> of(Parts parts) {
    return of(parts, false);
  }

  /** The same for a call of attention that is repeated alone and finds the cache as it left it. */
  public static Optional<StepClock> ofCallAlone(Parts parts) {
    return of(parts, true);
  }

  private static Optional<StepClock> of(Parts parts, boolean alone) {
    Precision precision = parts.own().precision();
    Reached reached = parts.reached();
    ProgramTime program = ProgramTime.of(parts.device(), precision, parts.own().policy(), reached);
    StepClock clock = new StepClock(parts, program, alone);
    return reached.isKnown() || clock.attends(parts.own().batch())
        ? Optional.of(clock)
        : Optional.empty();
  }

  private boolean attends(Batch batch) {
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        if (!kernels.calls(operator, batch, 0).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Predicted seconds of a step of these sequences, never below its lower bound. */
  public double seconds(Batch batch) {
    double bytes = 0;
    double bound = 0;
    for (Segment segment : batch.segments()) {
      long n = segment.sequences();
      long query = segment.queryLength();
      long context = segment.contextLength();
      bytes += folded.trafficBytes(n, query, context);
      bound = Math.max(bound, ideal.lowerBoundSeconds(n, query, context));
    }
    double sum = overheads.stepSeconds();
    for (OperatorGroup group : step.groups()) {
      sum += group.repeats() * seconds(group, batch, alone ? 0 : bytes);
    }
    return Math.max(sum, bound);
  }

  private double seconds(OperatorGroup group, Batch batch, double stepBytes) {
    double sum = 0;
    boolean fitted = false;
    double update = 0;
    for (Operator operator : group.operators()) {
      List<KernelCall> calls = kernels.calls(operator, batch, stepBytes);
      if (!calls.isEmpty()) {
        fitted |= operator.kind() == OperatorKind.ATTENTION;
        sum += ProgramTime.overheadSeconds(overheads, operator);
        for (KernelCall call : calls) {
          // A call of the core alone has no cache to write, which the measured ones had.
          double append = alone ? call.time().appendSeconds(call.shape()) : 0;
          sum += Math.max(call.terms().predicted() - append, 0);
        }
      } else if (operator.kind() == OperatorKind.CACHE_UPDATE) {
        update += program.seconds(operator, batch);
      } else {
        sum +=
            ProgramTime.overheadSeconds(overheads, operator)
                + otherSeconds(operator, batch, stepBytes);
      }
    }
    // Kernels were measured with the writing of the new keys.
    return fitted ? sum : sum + update;
  }

  private double otherSeconds(Operator operator, Batch batch, double stepBytes) {
    if (operator.matrices().isEmpty()) {
      return program.seconds(operator, batch);
    }
    double flop = 0;
    for (Segment segment : batch.segments()) {
      flop +=
          operator.matmulFlop(segment.sequences(), segment.queryLength(), segment.contextLength());
    }
    double weights = 0;
    for (var matrix : operator.matrices()) {
      weights += matrix.weights();
    }
    Row row = new Row(operator, Math.max(1, Math.round(flop / (2 * weights))));
    double work = flop;
    double known =
        linear.isDisplacedBy(stepBytes)
            ? linearSeconds.computeIfAbsent(row, key -> linearSeconds(operator, work, stepBytes))
            : linearSeconds(operator, work, stepBytes);
    return Double.isNaN(known) ? program.seconds(operator, batch) : known;
  }

  /** Not a number if no library's kernel computes it. */
  private double linearSeconds(Operator operator, double flop, double stepBytes) {
    List<LinearCall> calls = linear.callsOfWork(operator, flop, stepBytes);
    return calls.isEmpty()
        ? Double.NaN
        : calls.stream().mapToDouble(call -> call.terms().predicted()).sum();
  }
}
