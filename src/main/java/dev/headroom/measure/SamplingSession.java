package dev.headroom.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The state of sampling one action: how many calls make a sample, and the samples so far. */
final class SamplingSession {
  private static final double NANO = 1e-9;
  private static final double MOST_CALLS = 0x1p40;

  /** From one run to the next, because a few calls are timed badly. */
  private static final int MOST_GROWTH = 8;

  /** Calls before a turn, at least, as a share of a sample. */
  private static final int PRIMING_SHARE = 8;

  /**
   * Passes over an action's data before a turn. What ran before has filled the caches, and a shared
   * cache gives its room to newcomers by and by: working sets of 4 to 16 MB were seen to be read
   * two to three times as fast in the tenth pass as in the first, and still faster in each of the
   * eight between.
   */
  private static final int PRIMING_PASSES = 10;

  /** The most that these may take; a call that takes longer goes over its data often enough. */
  private static final double PRIMING_SECONDS = 20e-3;

  private final Action action;
  private final Stopwatch stopwatch;
  private final SamplingRules rules;
  private final long[] threads;
  private final long[] cpuBefore;
  private final List<Double> clean = new ArrayList<>();
  private int rejected;
  private long calls = 1;
  private double fastestCall = Double.POSITIVE_INFINITY;
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
      long count = calls;
      long bytes = allocated();
      long cpu = ownCpu();
      double seconds = run(count);
      long cpuAfter = ownCpu();
      bytes = bytes < 0 ? bytes : allocated() - bytes;
      spent += seconds;
      double busy = cpu < 0 || cpuAfter < 0 ? seconds : (cpuAfter - cpu) * NANO;
      // Shorter batches would be timed by their overhead.
      if (2 * count > calls) {
        warmUp.add(count, busy, bytes);
        settled = warmUp.isSettled();
      }
    }
  }

  /** Takes a few samples; what ran before has emptied the caches, so the first calls are lost. */
  void turn() {
    prime();
    for (int i = 0; i < rules.samplesPerTurn() && !isDone(); i++) {
      sample();
    }
  }

  private void prime() {
    double spent = 0;
    for (int pass = 0; pass < PRIMING_PASSES && spent < PRIMING_SECONDS; pass++) {
      spent += run(Math.max(action.primingCalls(), calls / PRIMING_SHARE));
    }
    usedSeconds += spent;
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
    long bytesBefore = allocated();
    long start = stopwatch.nanoTime();
    action.work().run(calls);
    long wall = stopwatch.nanoTime() - start;
    // What allocates is not yet the compiled code, which keeps its vectors in registers.
    long bytes = bytesBefore < 0 ? 0 : allocated() - bytesBefore;
    boolean undisturbed = wall > 0 && bytes <= rules.quietBytes() * calls;
    for (int i = threads.length - 1; i >= 0; i--) {
      undisturbed &= hadProcessor(cpuBefore[i], stopwatch.cpuNanos(threads[i]), wall);
    }
    double seconds = wall * NANO;
    usedSeconds += seconds;
    if (undisturbed) {
      clean.add(seconds / calls);
    } else {
      rejected++;
    }
    adapt(calls, seconds);
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
    double seconds = (stopwatch.nanoTime() - start) * NANO;
    adapt(count, seconds);
    return seconds;
  }

  /**
   * Sets how many calls make a sample, by the fastest run so far: others were cold or disturbed,
   * and samples as long as a disturbance are never clean.
   */
  private void adapt(long count, double seconds) {
    fastestCall = Math.min(fastestCall, Math.max(seconds, NANO) / count);
    double aim = Math.min(rules.sampleSeconds() / fastestCall, MOST_CALLS);
    calls = Math.max(1, (long) Math.min(aim, (double) calls * MOST_GROWTH));
  }

  private long ownCpu() {
    return stopwatch.cpuNanos(threads[threads.length - 1]);
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
