package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepCost;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How long a step is predicted to take: the sum over its operators, attention and linear layers by
 * the kernel time models, the rest by {@link ProgramTime} at what programs were seen to reach of
 * the device, or at the peaks where nobody has said that; and what the runtime costs beside the
 * work. It is never below the step's lower bound. {@link StepClock} gives the same sum for
 * generations.
 *
 * <p>The keys of a layer are used once a step, so all bytes that the step moves are touched between
 * two uses of them: in a model whose weights exceed the last-level cache they come from memory,
 * although a benchmark of the kernel alone finds them in the cache.
 *
 * <p>The segments of a ragged batch are predicted as calls one after another.
 *
 * @param operators in the order of {@link StepTimes#operators}
 * @param touchedBytes between two uses of the same keys
 * @param lowerBoundSeconds of the step
 * @param waiting by what the step takes longer than its operators: stages of layers that wait
 * @param overheadSeconds of the step, beside those of its operators
 * @param missing attention that no kernel of the device computes, in words
 * @param reached what programs reach of the device; unknown if it is not said, or nothing but the
 *     roofline was asked for
 */
public record StepPrediction(
    List<OperatorPrediction> operators,
    double touchedBytes,
    double lowerBoundSeconds,
    double waiting,
    double overheadSeconds,
    List<String> missing,
    Reached reached) {
  /** Copies the lists. */
  public StepPrediction {
    operators = List.copyOf(operators);
    missing = List.copyOf(missing);
  }

  /**
   * Predicts a counted step.
   *
   * @throws IllegalArgumentException if a kernel is wished for that the device does not have, or
   *     that computes nothing of this step
   */
  static StepPrediction of(
      StepCost cost,
      StepTimes times,
      DeviceProfile device,
      Scenario scenario,
      KernelWish wish,
      double waiting) {
    AttentionKernels kernels = new AttentionKernels(device, scenario, wish);
    double stepBytes = cost.traffic().total();
    List<List<KernelCall>> calls = new ArrayList<>();
    Set<OperatorGroup> fitted = new HashSet<>();
    for (OperatorTime time : times.operators()) {
      List<KernelCall> found = kernels.calls(time.cost().operator(), scenario.batch(), stepBytes);
      calls.add(found);
      if (!found.isEmpty() && time.cost().operator().kind() == OperatorKind.ATTENTION) {
        fitted.add(time.cost().group());
      }
    }
    LinearKernels linear = new LinearKernels(device, scenario, wish);
    boolean attends = calls.stream().anyMatch(found -> !found.isEmpty());
    Reached reached = Reached.of(device, scenario.policy(), wish);
    ProgramTime program = ProgramTime.of(device, scenario.precision(), scenario.policy(), reached);
    List<OperatorPrediction> operators = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      OperatorTime time = times.operators().get(i);
      boolean within =
          time.cost().operator().kind() == OperatorKind.CACHE_UPDATE
              && fitted.contains(time.cost().group());
      // Linear layers alone would make it neither a prediction nor a roofline.
      List<LinearCall> layers =
          attends || reached.isKnown() ? linear.calls(time.cost(), stepBytes) : List.of();
      Operator operator = time.cost().operator();
      operators.add(
          new OperatorPrediction(
              time,
              calls.get(i),
              layers,
              within,
              program.terms(operator, scenario.batch()),
              ProgramTime.overheadSeconds(reached.overheads(), operator)));
    }
    StepPrediction prediction =
        new StepPrediction(
            operators,
            stepBytes,
            times.lowerBoundSeconds(),
            waiting,
            reached.overheads().stepSeconds(),
            kernels.missing(),
            reached);
    if (wish.isNamed() && !prediction.isFitted()) {
      throw new IllegalArgumentException(
          "--kernel: '"
              + wish.name()
              + "' of device '"
              + device.name()
              + "' computes nothing of this step, which needs "
              + String.join(", ", prediction.missing()));
    }
    return prediction;
  }

  /** Whether a fitted kernel or what programs reach of the device stands behind it. */
  public boolean isKnown() {
    return reached.isKnown() || isFitted();
  }

  /** Whether a kernel's fit stands behind its attention, and so a band. */
  public boolean isFitted() {
    return operators.stream().anyMatch(operator -> !operator.calls().isEmpty());
  }

  /** Predicted seconds of all layers. */
  public double seconds() {
    return Math.max(sum(OperatorPrediction::seconds), lowerBoundSeconds);
  }

  /** The lower end of the band that holds 80 % of measurements. */
  public double lowSeconds() {
    return Math.max(sum(OperatorPrediction::lowSeconds), lowerBoundSeconds);
  }

  /** Its upper end. */
  public double highSeconds() {
    return Math.max(sum(OperatorPrediction::highSeconds), lowerBoundSeconds);
  }

  /** Seconds of all layers' operators that kernels compute, without what the program adds. */
  public double fittedSeconds() {
    return sum(
            operator -> operator.isFitted() ? operator.seconds() - operator.overheadSeconds() : 0)
        - waiting * overheadSeconds;
  }

  /** Seconds that the program spends beside the work. */
  public double programSeconds() {
    return sum(OperatorPrediction::overheadSeconds);
  }

  private double sum(ToDoubleFunction<OperatorPrediction> part) {
    double sum = overheadSeconds;
    for (OperatorPrediction operator : operators) {
      sum += operator.time().cost().group().repeats() * part.applyAsDouble(operator);
    }
    return waiting * sum;
  }

  /** Linear layers by a library's kernels in one layer of each kind. */
  public List<LinearCall> linear() {
    return operators.stream().flatMap(operator -> operator.linear().stream()).toList();
  }

  /** Calls of attention kernels in one layer of each kind. */
  public List<KernelCall> calls() {
    return operators.stream().flatMap(operator -> operator.calls().stream()).toList();
  }

  /** What the step spends most of its time on: a kernel's longest term, or a resource. */
  public String bound() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("overhead", programSeconds() / waiting);
    for (OperatorPrediction operator : operators) {
      double all =
          operator.time().cost().group().repeats()
              * (operator.seconds() - operator.overheadSeconds());
      seconds.merge(operator.bound(), all, Double::sum);
    }
    return seconds.entrySet().stream()
        .max(Comparator.comparingDouble(Map.Entry::getValue))
        .orElseThrow()
        .getKey();
  }
}
