package dev.headroom.hardware;

/** A number of a kernel that is fitted; all are above 0, times are in seconds. */
public interface FittedNumber {
  /** Its key in profiles. */
  String key();

  /** Whether it is a time in seconds; else it is a plain number. */
  boolean isTime();

  /** Whether it is a share, which cannot be above 1. */
  boolean isShare();

  /** Where a fit starts. */
  double start();

  /** The smallest value that makes sense. */
  double lowest();

  /** The largest value that makes sense. */
  double highest();

  /** The term of the model that it belongs to; several numbers may make one. */
  String term();

  /**
   * The value that takes its term out of the model, for an ablation: it may lie outside of the
   * range in which it is fitted.
   */
  double neutral();
}
