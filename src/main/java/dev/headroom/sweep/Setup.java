package dev.headroom.sweep;

import dev.headroom.cost.FoldedStep;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.IdealTimes;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.MemoryFit;
import dev.headroom.timing.PredictedTimes;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;
import java.util.HashMap;
import java.util.Map;

/**
 * A model on a device, or spread over several, for which only batch and lengths are open. It stands
 * at one point after another and answers for the one it stands at. One thread at a time.
 */
final class Setup {
  private static final int MOST_BOUND = 256;

  /** A step laid out and bound. */
  private record Bound(
      StepModel step, FoldedStep folded, IdealTimes ideal, PredictedTimes predicted) {}

  /** What a step is laid out for. */
  private record Form(long expanded, int groups) {}

  private final Question question;
  private final Ceilings ceilings;
  private final boolean chooses;
  private final boolean alone;
  private final Map<Form, Bound> bound = new HashMap<>();
  private final Bound usual;
  private Bound here;
  private double waiting = 1;
  private long batch;
  private long query;
  private long sequences;
  private long ownQuery;
  private long context;

  /**
   * Binds.
   *
   * @param question whose batch is not looked at
   * @throws IllegalArgumentException if this cannot run
   */
  Setup(Question question) {
    this.question = question;
    this.ceilings = Ceilings.of(question.device(), question.scenario().precision());
    this.chooses = question.model().attention().variant().equals("mla");
    this.alone = question.sharding().equals(Sharding.NONE);
    this.usual = bind(question.scenario(), 1);
    this.here = usual;
  }

  private Bound bind(Scenario asked, int groups) {
    StepModel step = StepModel.of(question.model(), asked, question.sharding(), groups);
    FoldedStep folded = new FoldedStep(step);
    IdealTimes ideal = new IdealTimes(folded, ceilings, asked.cacheState());
    return new Bound(
        step,
        folded,
        ideal,
        new PredictedTimes(step, question.device(), asked, question.kernels()));
  }

  /** Goes to a point: equal sequences of all devices together. */
  void moveTo(long newBatch, long newQuery, long newContext) {
    batch = newBatch;
    query = newQuery;
    sequences = newBatch;
    ownQuery = newQuery;
    context = newContext;
    if (alone && !chooses) {
      return;
    }
    Batch all = Batch.uniform(newBatch, newQuery, newContext);
    Sharding sharding = question.sharding();
    Phase phase = question.scenario().phase();
    int groups = sharding.groups(all, 1);
    Batch own = sharding.share(all, 1, phase);
    Segment segment = own.segments().get(0);
    sequences = segment.sequences();
    ownQuery = segment.queryLength();
    waiting = sharding.waiting(phase, groups);
    // Latent attention left to choose takes the form with less arithmetic for the batch.
    Form form = new Form(chooses ? StepModel.expandedForms(question.model(), own) : 0, groups);
    Bound found = bound.get(form);
    if (found == null) {
      if (bound.size() >= MOST_BOUND) {
        bound.clear();
      }
      found = bind(question.scenario().withBatch(own), groups);
      bound.put(form, found);
    }
    here = found;
  }

  /** FLOP of matrix products of a pass of one device. */
  double flop() {
    return here.folded().matmulFlop(sequences, ownQuery, context);
  }

  /** Bytes that it moves. */
  double bytes() {
    return here.folded().trafficBytes(sequences, ownQuery, context);
  }

  double lowerBoundSeconds() {
    return waiting * here.ideal().lowerBoundSeconds(sequences, ownQuery, context);
  }

  double rooflineSeconds() {
    return waiting * here.ideal().rooflineSeconds(sequences, ownQuery, context);
  }

  /**
   * Predicted seconds; not a number if nothing is known to predict by.
   *
   * @param bytes that a pass moves
   * @param lowerBound of the step
   */
  double predictedSeconds(double bytes, double lowerBound) {
    return waiting
        * here.predicted().seconds(sequences, ownQuery, context, bytes, lowerBound / waiting);
  }

  /** What a device holds. */
  MemoryFit memory() {
    return MemoryFit.of(
        here.step(), sequences, ownQuery, context, question.device().capacityBytes());
  }

  /** New tokens of all devices. */
  double tokens() {
    return (double) batch * query;
  }

  /** The question at the point it stands at. */
  Question question() {
    return question.withSequences(batch, query, context);
  }

  Model model() {
    return question.model();
  }

  DeviceProfile device() {
    return question.device();
  }

  int devices() {
    return question.sharding().devices();
  }

  Phase phase() {
    return question.scenario().phase();
  }

  KernelWish kernels() {
    return question.kernels();
  }

  Ceilings ceilings() {
    return ceilings;
  }
}
