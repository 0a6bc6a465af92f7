package dev.headroom.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A calibration that was read back.
 *
 * @param fingerprint hash of the machine that it was made on
 * @param date when
 * @param thoroughness how finely
 * @param threads of the whole machine
 * @param readings all of them
 */
public record StoredCalibration(
    String fingerprint,
    String date,
    Thoroughness thoroughness,
    int threads,
    List<Reading> readings) {
  /** Copies the list. */
  public StoredCalibration {
    readings = List.copyOf(readings);
  }

  /** Whether it was made on this machine, with this Java. */
  public boolean isFrom(MachineFingerprint machine) {
    return fingerprint.equals(machine.hash());
  }

  /**
   * Several calibrations of one machine as one, which the machine's drift between them does not
   * favour: of each setting the geometric mean of the usual rates and the best of the best.
   *
   * @param calibrations at least one, the first of which names the result
   */
  public static StoredCalibration merged(List<StoredCalibration> calibrations) {
    StoredCalibration first = calibrations.get(0);
    Map<Setting, List<Reading>> bySetting =
        calibrations.stream()
            .flatMap(calibration -> calibration.readings().stream())
            .collect(
                Collectors.groupingBy(
                    Reading::setting, LinkedHashMap::new, Collectors.toUnmodifiableList()));
    return first.with(bySetting.values().stream().map(StoredCalibration::mean).toList());
  }

  private static Reading mean(List<Reading> readings) {
    double logs = readings.stream().mapToDouble(reading -> Math.log(reading.rate())).sum();
    double best = readings.stream().mapToDouble(Reading::bestRate).max().orElseThrow();
    return new Reading(
        readings.get(0).setting(),
        Math.min(best, Math.exp(logs / readings.size())),
        best,
        readings.stream().mapToInt(Reading::n).sum(),
        readings.stream().mapToInt(Reading::rejected).sum(),
        readings.stream().mapToDouble(Reading::spread).max().orElseThrow(),
        readings.stream().allMatch(Reading::settled));
  }

  /** The same with other readings. */
  public StoredCalibration with(List<Reading> newReadings) {
    return new StoredCalibration(fingerprint, date, thoroughness, threads, newReadings);
  }

  /** The reading of a setting, if there is one. */
  public Optional<Reading> reading(Setting setting) {
    return readings.stream().filter(reading -> reading.setting().equals(setting)).findFirst();
  }
}
