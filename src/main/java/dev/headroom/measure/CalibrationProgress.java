package dev.headroom.measure;

/** Is told how far a calibration has come. */
@FunctionalInterface
public interface CalibrationProgress {
  /** Tells nobody. */
  CalibrationProgress SILENT = (step, share) -> {};

  /**
   * Takes note.
   *
   * @param step what is being measured
   * @param share of the whole that is done, from 0 to 1, never less than before
   */
  void at(String step, double share);
}
