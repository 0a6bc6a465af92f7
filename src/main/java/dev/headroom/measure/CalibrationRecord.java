package dev.headroom.measure;

import java.time.LocalDate;

/**
 * Under what circumstances a calibration was written down.
 *
 * @param command that made it, so that it can be repeated
 * @param toolVersion of this program
 * @param date when
 */
public record CalibrationRecord(String command, String toolVersion, LocalDate date) {}
