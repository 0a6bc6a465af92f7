package dev.headroom.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Contestants in turn, round after round, so that what disturbs the machine disturbs all. Of each turn the first quarter is
 * dropped, in which the others' data leave the caches. Before each turn comes a rest, because the idle threads of some
 * libraries look for work for a while, on the cores of whoever comes next.
 */
final class Race {
  private static final long TURN_NANOS = 20_000_000;
  // The same for all: the way to every library leads through code that Java has yet to compile.
  private static final long WARM_UP_NANOS = 150_000_000;
  private static final long REST_MILLIS = 25;
  private static final double SAMPLE_SECONDS = 400e-6;
  private static final long BUDGET_NANOS = 900_000_000;
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 7;

  private final List<Contestant> contestants;
  private final List<List<Double>> samples = new ArrayList<>();
  private final int[] times;

  private Race(List<Contestant> contestants) {
    this.contestants = contestants;
    this.times = new int[contestants.size()];
    contestants.forEach(contestant -> samples.add(new ArrayList<>()));
  }

  /**
   * What the stop-watch said of one contestant.
   *
   * @param minimumSeconds of a call
   * @param medianSeconds of a call
   * @param samples how many were kept
   */
  record Outcome(double minimumSeconds, double medianSeconds, int samples) {}

  /** Times all contestants; outcomes are in their order. */
  static List<Outcome> run(List<Contestant> contestants) {
    Race race = new Race(contestants);
    for (int i = 0; i < contestants.size(); i++) {
      race.warmUp(i);
    }
    long begin = System.nanoTime();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        race.turn((i + round) % contestants.size());
      }
      if (round + 1 >= LEAST_ROUNDS && System.nanoTime() - begin > BUDGET_NANOS) {
        break;
      }
    }
    return race.samples.stream().map(Race::outcome).toList();
  }

  private void warmUp(int i) {
    Contestant contestant = contestants.get(i);
    long until = System.nanoTime() + WARM_UP_NANOS;
    double fastest = Double.MAX_VALUE;
    do {
      fastest = Math.min(fastest, contestant.seconds(1));
    } while (System.nanoTime() < until);
    times[i] = (int) Math.max(1, SAMPLE_SECONDS / fastest);
    // Some libraries compile what they are asked to repeat.
    contestant.run(times[i]);
  }

  private void turn(int i) {
    rest();
    List<Double> seconds = new ArrayList<>();
    long begin = System.nanoTime();
    do {
      seconds.add(contestants.get(i).seconds(times[i]) / times[i]);
    } while (System.nanoTime() - begin < TURN_NANOS);
    // One call that takes longer than a turn is kept: most of it lies behind its first quarter.
    samples.get(i).addAll(seconds.subList(seconds.size() / 4, seconds.size()));
  }

  private static void rest() {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the comparison was interrupted", e);
    }
  }

  private static Outcome outcome(List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Outcome(Arrays.stream(sorted).min().orElseThrow(), median, sorted.length);
  }
}
