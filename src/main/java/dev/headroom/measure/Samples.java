package dev.headroom.measure;

import java.util.List;

/**
 * The clean samples of one action: a time with what is needed to judge it.
 *
 * @param name of the action
 * @param secondsPerCall one number a clean sample, ascending
 * @param rejected samples in which a thread had to wait for a processor
 * @param callsPerSample how often the action ran in the last sample
 * @param settled whether the warm-up saw times and allocation settle
 * @param filtered whether the platform tells processor times; without them every sample is clean
 */
public record Samples(
    String name,
    List<Double> secondsPerCall,
    int rejected,
    long callsPerSample,
    boolean settled,
    boolean filtered) {
  /** Sorts and copies the list. */
  public Samples {
    secondsPerCall = secondsPerCall.stream().sorted().toList();
  }

  /** Number of clean samples. */
  public int n() {
    return secondsPerCall.size();
  }

  /** Whether there is no clean sample, and therefore no time. */
  public boolean isEmpty() {
    return secondsPerCall.isEmpty();
  }

  /** Median seconds of a call. */
  public double median() {
    return quantile(0.5);
  }

  /** Seconds of a call in the fastest clean sample: what the machine can do. */
  public double fastest() {
    return quantile(0);
  }

  /** The range of the middle four fifths of the samples over the median. */
  public double spread() {
    return (quantile(0.9) - quantile(0.1)) / median();
  }

  /**
   * Seconds of a call below which a share of the samples lies, between samples linearly.
   *
   * @param share from 0 to 1
   * @throws IllegalStateException if there is no clean sample
   */
  public double quantile(double share) {
    if (isEmpty()) {
      throw new IllegalStateException(
          name + ": no undisturbed sample among " + rejected + "; the machine is too busy");
    }
    double place = share * (n() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, n() - 1);
    double low = secondsPerCall.get(below);
    return low + (place - below) * (secondsPerCall.get(above) - low);
  }
}
