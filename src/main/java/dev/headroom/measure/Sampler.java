package dev.headroom.measure;

import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Measures actions in samples of about a millisecond and keeps those that nothing disturbed: on a
 * machine that others use too, a sample in which a thread had to wait for its processor says
 * nothing about the action. A sample is clean if every thread that takes part had a processor for
 * at least a stated share of the time.
 *
 * <p>Several actions take turns, so that a drift of the machine meets all of them alike. Not
 * thread-safe: one measurement at a time is the point.
 */
public final class Sampler {
  private final Stopwatch stopwatch;
  private final SamplingRules rules;

  /** A sampler with other clocks than Java's. */
  public Sampler(Stopwatch stopwatch, SamplingRules rules) {
    this.stopwatch = stopwatch;
    this.rules = rules;
  }

  /** A sampler with Java's clocks. */
  public Sampler(SamplingRules rules) {
    this(new JvmStopwatch(), rules);
  }

  /** Measures one action. */
  public Samples sample(Action action) {
    return interleave(List.of(action)).get(0);
  }

  /** Measures actions in turns; the results are in the order of the actions. */
  public List<Samples> interleave(List<Action> actions) {
    return interleave(actions, share -> {});
  }

  /**
   * Measures actions in turns.
   *
   * @param progress is told after each turn which share of the actions is done
   */
  public List<Samples> interleave(List<Action> actions, DoubleConsumer progress) {
    List<SamplingSession> sessions =
        actions.stream().map(action -> new SamplingSession(action, stopwatch, rules)).toList();
    sessions.forEach(SamplingSession::warmUp);
    long open = sessions.size();
    while (open > 0) {
      sessions.stream().filter(session -> !session.isDone()).forEach(SamplingSession::turn);
      open = sessions.stream().filter(session -> !session.isDone()).count();
      progress.accept(1 - (double) open / sessions.size());
    }
    return sessions.stream().map(SamplingSession::samples).toList();
  }
}
