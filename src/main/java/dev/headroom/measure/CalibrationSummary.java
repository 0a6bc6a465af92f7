package dev.headroom.measure;

import dev.headroom.measure.MeasuredLevels.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A calibration in a few lines for people; every number with what it stands on. */
public final class CalibrationSummary {
  private static final List<Probe> PEAKS =
      List.of(Probe.MULTIPLY_ADD, Probe.EXPONENTIALS, Probe.SOFTMAX, Probe.HAND_OVER);

  private CalibrationSummary() {}

  /** The lines, without line ends. */
  public static List<String> lines(CalibrationResult result) {
    int threads = result.plan().mostThreads();
    List<String> lines = new ArrayList<>();
    lines.add(
        result.machine().title()
            + ", fingerprint "
            + result.machine().hash()
            + "; rates are of the fastest clean sample, "
            + threads
            + (threads == 1 ? " thread" : " threads"));
    for (Probe probe : PEAKS) {
      result
          .reading(Setting.of(probe, threads))
          .ifPresent(reading -> lines.add(line(probe.key().replace('_', ' '), reading, "")));
    }
    for (Level level : MeasuredLevels.of(result)) {
      String capacity = level.key().equals("device") ? "" : ", up to " + capacity(level.plateau());
      result.reads(threads).stream()
          .filter(read -> read.bestRate() == level.plateau().bandwidthBytesPerSecond())
          .findFirst()
          .ifPresent(read -> lines.add(line("read " + level.name(), read, capacity)));
    }
    result.memoryCaution().ifPresent(reason -> lines.add("T" + reason.substring(1) + "."));
    result.floor().ifPresent(floor -> lines.add(floor(floor)));
    if (!result.missing().isEmpty()) {
      lines.add(
          "Without an undisturbed sample: "
              + result.missing().size()
              + " of "
              + (result.missing().size() + result.readings().size())
              + " micro-benchmarks; other programs are running.");
    }
    return lines;
  }

  private static String line(String name, Reading reading, String more) {
    return String.format(
        Locale.ROOT,
        "  %-14s %-20s n %d, median %s, spread %s, %d rejected%s",
        name,
        best(reading),
        reading.n(),
        Written.percent(reading.rate() / reading.bestRate()),
        Written.percent(reading.spread()),
        reading.rejected(),
        more);
  }

  /** The best rate; of a hand-over the time, which is what people ask for. */
  private static String best(Reading reading) {
    Probe probe = reading.setting().probe();
    return probe == Probe.HAND_OVER
        ? Written.nanoseconds(1 / reading.bestRate())
        : Written.decimal(reading.bestRate(), probe.unit());
  }

  private static String capacity(MemoryPlateau plateau) {
    return Written.bytes(plateau.capacityBytes());
  }

  private static String floor(Repeatability floor) {
    return "Measured again, it repeats itself to "
        + Written.percent(floor.median())
        + " in the median and "
        + Written.percent(floor.worst())
        + " at worst, n "
        + floor.n()
        + ".";
  }
}
