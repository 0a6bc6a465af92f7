package dev.headroom.measure;

import java.util.List;
import java.util.Optional;

/**
 * What a calibration found.
 *
 * @param machine on which it ran
 * @param plan what was to be measured
 * @param readings of every setting that had an undisturbed sample
 * @param missing settings that had none
 * @param floor how well the machine repeated itself, if that could be measured
 * @param seconds it took
 */
public record CalibrationResult(
    MachineFingerprint machine,
    CalibrationPlan plan,
    List<Reading> readings,
    List<Setting> missing,
    Optional<Repeatability> floor,
    double seconds) {
  /** Copies the lists. */
  public CalibrationResult {
    readings = List.copyOf(readings);
    missing = List.copyOf(missing);
  }

  /** The reading of a setting, if it had an undisturbed sample. */
  public Optional<Reading> reading(Setting setting) {
    return readings.stream().filter(reading -> reading.setting().equals(setting)).findFirst();
  }

  /** Why the bandwidth of the memory may be in part that of a cache; empty if nothing says so. */
  public Optional<String> memoryCaution() {
    long cache = machine.number(Characteristic.L3_BYTES).orElse(0);
    long largest = plan.largestWorkingSetBytes();
    return largest >= 2 * cache
        ? Optional.empty()
        : Optional.of(
            "the largest working set, "
                + Written.bytes(largest)
                + ", is less than twice the third-level cache of "
                + Written.bytes(cache)
                + " that the machine reports: memory may look faster than it is");
  }

  /** The reads with this number of threads, in the order of the plan. */
  public List<Reading> reads(int threads) {
    return readings.stream()
        .filter(reading -> reading.setting().probe() == Probe.READ)
        .filter(reading -> reading.setting().threads() == threads)
        .toList();
  }
}
