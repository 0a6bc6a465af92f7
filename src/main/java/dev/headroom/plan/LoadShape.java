package dev.headroom.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How near a simulated server's load over time comes to a recorded one: at every recorded moment
 * what the simulation held then, nothing after its end.
 *
 * @param key in files: {@code running}, {@code waiting}, {@code kv_share}
 * @param n moments
 * @param recordedMean of the recorded values
 * @param predictedMean of the simulated values
 * @param meanDifference the mean absolute difference
 * @param correlation of the two over time (Pearson's); NaN if one of them never changes
 */
public record LoadShape(
    String key,
    int n,
    double recordedMean,
    double predictedMean,
    double meanDifference,
    double correlation) {

  /**
   * Both loads at one moment.
   *
   * @param recorded what was recorded
   * @param predicted what was simulated
   */
  public record Pair(RecordedLoad.Moment recorded, RecordedLoad.Moment predicted) {}

  /** The shapes of running and waiting requests and of KV use. */
  public static List<LoadShape> of(List<Pair> pairs) {
    return List.of(
        of("running", pairs, RecordedLoad.Moment::running),
        of("waiting", pairs, RecordedLoad.Moment::waiting),
        of("kv_share", pairs, RecordedLoad.Moment::kvShare));
  }

  private static LoadShape of(
      String key, List<Pair> pairs, ToDoubleFunction<RecordedLoad.Moment> value) {
    int n = pairs.size();
    double[] recorded =
        pairs.stream().mapToDouble(pair -> value.applyAsDouble(pair.recorded)).toArray();
    double[] predicted =
        pairs.stream().mapToDouble(pair -> value.applyAsDouble(pair.predicted)).toArray();
    double difference = 0;
    for (int i = 0; i < n; i++) {
      difference += Math.abs(predicted[i] - recorded[i]) / n;
    }
    return new LoadShape(
        key,
        n,
        org.apache.commons.math3.stat.StatUtils.mean(recorded),
        org.apache.commons.math3.stat.StatUtils.mean(predicted),
        difference,
        n < 2
            ? Double.NaN
            : new org.apache.commons.math3.stat.correlation.PearsonsCorrelation()
                .correlation(recorded, predicted));
  }

  /**
   * Simulated moments beside recorded ones.
   *
   * @param moments of the simulation, in order
   * @param blocks KV blocks of the server
   */
  public static List<Pair> pairs(RecordedLoad recorded, List<Timeline.Moment> moments, int blocks) {
    List<Pair> pairs = new ArrayList<>();
    int next = 0;
    for (RecordedLoad.Moment each : recorded.moments()) {
      while (next < moments.size() && moments.get(next).seconds() <= each.seconds()) {
        next++;
      }
      pairs.add(new Pair(each, held(moments, next, each.seconds(), blocks)));
    }
    return pairs;
  }

  /** What was held since the moment before {@code next}. */
  private static RecordedLoad.Moment held(
      List<Timeline.Moment> moments, int next, double seconds, int blocks) {
    if (next == 0 || next == moments.size()) {
      return new RecordedLoad.Moment(seconds, 0, 0, 0);
    }
    Timeline.Moment moment = moments.get(next - 1);
    return new RecordedLoad.Moment(
        seconds, moment.running(), moment.waiting(), (double) moment.usedBlocks() / blocks);
  }
}
