package dev.headroom.plan;

import dev.headroom.cost.AttentionOperator;
import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.SeenOperator;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.LinearCall;
import dev.headroom.timing.OperatorPrediction;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The time of a step of one device's part of a model, from the time model of its kernels. What
 * depends on the number of tokens alone, all but attention and the output head, is worked out once
 * for each number; attention is worked out for each step. An object remembers and is for one
 * thread.
 */
final class ModelStepTime implements StepTime {
  private static final int EXACT = 32;
  private static final int POINTS = 8;

  private final Model model;
  private final DeviceProfile device;
  private final Scenario scenario;
  private final List<AttentionTime> attention = new ArrayList<>();
  private final List<Integer> repeats = new ArrayList<>();
  private double[] perTokens = new double[0];
  private double[] perSequences = new double[0];

  /**
   * Binds a model to a device.
   *
   * @param model what one device holds
   * @param scenario its types and program; of its batch nothing is used
   */
  ModelStepTime(Model model, DeviceProfile device, Scenario scenario) {
    this.model = model;
    this.device = device;
    this.scenario = scenario;
    Ceilings ceilings = Ceilings.of(device, scenario.precision());
    StepModel step = StepModel.of(model, scenario.withBatch(Batch.decode(1, 1)));
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        Operator base = operator instanceof SeenOperator seen ? seen.base() : operator;
        if (base instanceof AttentionOperator core) {
          attention.add(
              new AttentionTime(
                  core,
                  device,
                  ceilings,
                  scenario.precision().kvCache().element(),
                  step.parameterBytes()));
          repeats.add(group.repeats());
        }
      }
    }
  }

  /** What stands behind the times, in words. */
  List<String> basis() {
    List<String> words = new ArrayList<>();
    attention.stream().map(AttentionTime::basis).distinct().forEach(words::add);
    List<LinearCall> linear =
        Estimate.of(model, device, scenario.withBatch(Batch.decode(1, 1)))
            .prediction()
            .operators()
            .stream()
            .flatMap(operator -> operator.linear().stream())
            .toList();
    words.add(linear.isEmpty() ? "linear layers at the roofline" : linearBasis(linear.get(0)));
    words.add("the rest at the roofline");
    return words;
  }

  /** Whose fit it is; the first words of its provenance say so. */
  private static String linearBasis(LinearCall call) {
    String provenance = call.phase().provenance();
    int end = provenance.indexOf(':');
    return "linear layers by "
        + call.kernel()
        + (provenance.startsWith("transferred from") && end > 0
            ? ", "
                + provenance.substring(0, end)
                + ", but with the share of bandwidth of the device's own attention if that was"
                + " measured"
            : "");
  }

  @Override
  public double seconds(
      int decodes, long decodeKeys, int chunks, long chunkTokens, long chunkKeys) {
    int tokens = decodes + (int) chunkTokens;
    double sum = layers(tokens) + head(decodes + chunks);
    for (int i = 0; i < attention.size(); i++) {
      sum +=
          repeats.get(i)
              * attention.get(i).seconds(decodes, decodeKeys, chunks, chunkTokens, chunkKeys);
    }
    return sum;
  }

  /**
   * Few tokens exactly; many between the two nearest of eight points an octave, since a run meets
   * every number of tokens and a plan thousands of deployments.
   */
  private double layers(int tokens) {
    if (tokens <= EXACT) {
      return layersOf(tokens);
    }
    int grid = Integer.highestOneBit(tokens) / POINTS;
    int low = tokens / grid * grid;
    double part = (double) (tokens - low) / grid;
    return part == 0 ? layersOf(low) : (1 - part) * layersOf(low) + part * layersOf(low + grid);
  }

  private double layersOf(int tokens) {
    perTokens = widened(perTokens, tokens);
    if (Double.isNaN(perTokens[tokens])) {
      perTokens[tokens] =
          sum(
              Batch.uniform(1, tokens, 0),
              kind ->
                  kind != OperatorKind.ATTENTION
                      && kind != OperatorKind.CACHE_UPDATE
                      && kind != OperatorKind.OUTPUT_HEAD);
    }
    return perTokens[tokens];
  }

  private double head(int sequences) {
    perSequences = widened(perSequences, sequences);
    if (Double.isNaN(perSequences[sequences])) {
      perSequences[sequences] =
          sum(Batch.decode(sequences, 1), kind -> kind == OperatorKind.OUTPUT_HEAD);
    }
    return perSequences[sequences];
  }

  private double sum(Batch batch, Predicate<OperatorKind> kinds) {
    Estimate estimate = Estimate.of(model, device, scenario.withBatch(batch));
    double sum = 0;
    for (OperatorPrediction operator : estimate.prediction().operators()) {
      if (kinds.test(operator.time().cost().operator().kind())) {
        sum += operator.time().cost().group().repeats() * operator.seconds();
      }
    }
    return sum;
  }

  private static double[] widened(double[] known, int index) {
    if (index < known.length) {
      return known;
    }
    double[] wider = Arrays.copyOf(known, Math.max(index + 1, 2 * known.length));
    Arrays.fill(wider, known.length, wider.length, Double.NaN);
    return wider;
  }
}
