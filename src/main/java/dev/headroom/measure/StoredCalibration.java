package dev.headroom.measure;

import java.util.List;
import java.util.Optional;

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

  /** The reading of a setting, if there is one. */
  public Optional<Reading> reading(Setting setting) {
    return readings.stream().filter(reading -> reading.setting().equals(setting)).findFirst();
  }
}
