package dev.headroom.plan;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What happened so far to every request of a simulation, in plain arrays: millions of requests are
 * simulated. Each request is one copy's, so that copies share them.
 */
final class RequestStates {
  private static final long LONGEST_GAP = 100_000_000_000L;

  /** Tokens of each request whose keys are there or being made. */
  final int[] computed;

  /** Output tokens of each request that were scheduled. */
  final int[] scheduledOutputs;

  /** Output tokens of each request that are there. */
  final int[] outputs;

  /** KV blocks of each request. */
  final int[] held;

  final boolean[] isRunning;

  /** When each was heard of, first scheduled, got its first, its last and its latest token. */
  final double[] queued;

  final double[] scheduled;
  final double[] first;
  final double[] last;
  final double[] latest;

  /** Times between tokens in microseconds. */
  final Histogram gaps = new Histogram(LONGEST_GAP, 3);

  int finished;
  long generated;

  RequestStates(int requests) {
    this.computed = new int[requests];
    this.scheduledOutputs = new int[requests];
    this.outputs = new int[requests];
    this.held = new int[requests];
    this.isRunning = new boolean[requests];
    this.queued = new double[requests];
    this.scheduled = new double[requests];
    Arrays.fill(scheduled, Double.NaN);
    this.first = new double[requests];
    this.last = new double[requests];
    this.latest = new double[requests];
  }
}
