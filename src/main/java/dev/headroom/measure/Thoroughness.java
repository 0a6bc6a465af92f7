package dev.headroom.measure;

import java.util.Locale;

/** How much time a calibration takes, and how much it measures in it. */
public enum Thoroughness {
  /** The settings of a quick one again, in a program that is warm: at most 10 seconds. */
  BRIEF(8, 5),
  /** Enough to predict well: at most 20 seconds. */
  QUICK(17, 9),
  /** Finer steps and more samples: at most three minutes. */
  FULL(160, 25);

  private final double seconds;
  private final int samples;

  Thoroughness(double seconds, int samples) {
    this.seconds = seconds;
    this.samples = samples;
  }

  /** The name in files: {@code quick}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Seconds that the measurements may take together. */
  public double seconds() {
    return seconds;
  }

  /** Clean samples of each micro-benchmark. */
  public int samples() {
    return samples;
  }
}
