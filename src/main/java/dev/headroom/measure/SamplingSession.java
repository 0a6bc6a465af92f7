package dev.headroom.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The state of sampling one action: how many calls make a sample, and the samples so far. */
final class SamplingSession {
  private static final double NANO = 1e-9;
  private static final long MOST_CALLS = 1L << 40;

  /** Calls before a turn, as a share of a sample: they bring the action's data into the caches. */
  private static final int PRIMING_SHARE = 8;

  private final Action action;
  private final Stopwatch stopwatch;
  private final SamplingRules rules;
  private final long[] threads;
  private final long[] cpuBefore;
  private final List<Double> clean = new ArrayList<>();
  private int rejected;
  private long calls = 1;
  private boolean settled;
  private boolean filtered = true;
  private double usedSeconds;

  SamplingSession(Action action, Stopwatch stopwatch, SamplingRules rules) {
    this.action = action;
    this.stopwatch = stopwatch;
    this.rules = rules;
    // The caller comes last, so that its own interval is the narrowest around the work.
    this.threads =
        LongStream.concat(
                action.helpers().stream().mapToLong(id -> id),
                LongStream.of(stopwatch.currentThread()))
            .toArray();
    this.cpuBefore = new long[threads.length];
  }

  /** Runs the action until it is warm or its time is over. */
  void warmUp() {
    WarmUp warmUp = new WarmUp(rules);
    double spent = 0;
    while (spent < rules.warmUpSeconds() && !settled) {
      long bytes = allocated();
      double seconds = run(calls);
      bytes = bytes < 0 ? bytes : allocated() - bytes;
      spent += seconds;
      if (!adapt(seconds)) {
        warmUp.add(calls, seconds, bytes);
        settled = warmUp.isSettled();
      }
    }
  }

  /** Takes a few samples; what ran before has emptied the caches, so the first calls are lost. */
  void turn() {
    usedSeconds += run(Math.max(1, calls / PRIMING_SHARE));
    for (int i = 0; i < rules.samplesPerTurn() && !isDone(); i++) {
      sample();
    }
  }

  /** Whether there are enough clean samples or the time is over. */
  boolean isDone() {
    return clean.size() >= rules.wanted() || usedSeconds >= rules.budgetSeconds();
  }

  Samples samples() {
    return new Samples(action.name(), clean, rejected, calls, settled, filtered);
  }

  private void sample() {
    for (int i = 0; i < threads.length; i++) {
      cpuBefore[i] = stopwatch.cpuNanos(threads[i]);
    }
    long start = stopwatch.nanoTime();
    action.work().run(calls);
    long wall = stopwatch.nanoTime() - start;
    boolean undisturbed = wall > 0;
    for (int i = threads.length - 1; i >= 0; i--) {
      undisturbed &= hadProcessor(cpuBefore[i], stopwatch.cpuNanos(threads[i]), wall);
    }
    double seconds = wall * NANO;
    usedSeconds += seconds;
    if (!undisturbed) {
      rejected++;
    } else {
      clean.add(seconds / calls);
      adapt(seconds);
    }
  }

  private boolean hadProcessor(long before, long after, long wall) {
    if (before < 0 || after < 0) {
      filtered = false;
      return true;
    }
    return after - before >= rules.leastCpuShare() * wall;
  }

  private double run(long count) {
    long start = stopwatch.nanoTime();
    action.work().run(count);
    return (stopwatch.nanoTime() - start) * NANO;
  }

  /** Brings the length of a sample near its aim; says whether it was far from it. */
  private boolean adapt(double seconds) {
    double ratio = rules.sampleSeconds() / Math.max(seconds, NANO);
    boolean tooShort = ratio > 2 && calls < MOST_CALLS;
    boolean tooLong = ratio < 0.5 && calls > 1;
    if (tooShort) {
      // The first calls are the slowest, so a jump to the aim would overshoot.
      calls = (long) Math.ceil(calls * Math.min(ratio, 8));
    } else if (tooLong) {
      calls = Math.max(1, (long) (calls * ratio));
    }
    return tooShort || tooLong;
  }

  private long allocated() {
    long sum = 0;
    for (long thread : threads) {
      long bytes = stopwatch.allocatedBytes(thread);
      if (bytes < 0) {
        return bytes;
      }
      sum += bytes;
    }
    return sum;
  }
}
