package dev.headroom.measure;

import dev.headroom.document.YamlText;
import dev.headroom.measure.MeasuredLevels.Level;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A calibration as a device profile in the profiles' own form, so that all commands know the
 * machine. Each number has a source of its own that says from how many samples it comes.
 */
public final class LocalProfile {
  private final CalibrationResult result;
  private final CalibrationRecord circumstances;
  private final StringBuilder sources = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  private LocalProfile(CalibrationResult result, CalibrationRecord circumstances) {
    this.result = result;
    this.circumstances = circumstances;
  }

  /**
   * The profile's text.
   *
   * @param name the profile's, which is that of its file without {@code .yaml}
   * @throws MachineTooBusyException if something that a profile must state had no clean sample
   * @throws UnsupportedOperationException if the machine does not tell how much memory it has
   */
  public static String text(
      String name, CalibrationResult result, CalibrationRecord circumstances) {
    return new LocalProfile(result, circumstances).write(name);
  }

  private String write(String name) {
    compute();
    memory();
    String title = printable(result.machine().title());
    return String.format(
        Locale.ROOT,
        """
        # Made by '%s'; see hardware-profiles/README.md for the form. Not to be edited: measure again.
        schema_version: 1
        name: %s
        title: %s
        vendor: %s
        kind: cpu
        # Of the measurement; a processor does not tell when it came out.
        year: %d
        sources:
        %s%s""",
        printable(circumstances.command()),
        YamlText.quoted(name),
        YamlText.quoted(title),
        YamlText.quoted(vendor()),
        circumstances.date().getYear(),
        sources,
        body);
  }

  private void compute() {
    int threads = result.plan().mostThreads();
    source("threads", threads + " threads computed", "");
    body.append("compute:\n");
    line(1, "units", "value: " + threads + ", name: core", "threads");
    body.append("  vector:\n");
    Reading fma = peak("fma", Setting.of(Probe.MULTIPLY_ADD, threads));
    line(2, "fp32", "value: " + Written.decimal(fma.bestRate(), "FLOP/s"), "fma");
    Reading exponentials = peak("exponentials", Setting.of(Probe.EXPONENTIALS, threads));
    line(
        1,
        "exponentials",
        "value: " + Written.decimal(exponentials.bestRate(), "exp/s"),
        "exponentials");
  }

  private Reading peak(String id, Setting setting) {
    Reading reading = result.reading(setting).orElseThrow(() -> busy(setting.describe()));
    source(id, setting.describe(), quality(reading));
    return reading;
  }

  private void memory() {
    if (result.reads(result.plan().mostThreads()).isEmpty()) {
      throw busy("reading memory with all threads");
    }
    body.append("memory:\n");
    for (Level level : MeasuredLevels.of(result)) {
      body.append("  ").append(level.key()).append(":\n");
      body.append("    name: ").append(level.name()).append('\n');
      body.append("    scope: ").append(level.scope()).append('\n');
      capacity(level);
      Reading fastest = fastest(level.plateau());
      String caution =
          level.key().equals("device")
              ? result.memoryCaution().map(reason -> "; " + reason).orElse("")
              : "";
      source(level.key() + "-bandwidth", fastest.setting().describe(), quality(fastest) + caution);
      line(
          2,
          "bandwidth",
          "value: " + Written.decimal(fastest.bestRate(), "B/s"),
          level.key() + "-bandwidth");
    }
  }

  private void capacity(Level level) {
    String id = level.key() + "-capacity";
    if (level.key().equals("device")) {
      OptionalLong memory = result.machine().usableMemoryBytes();
      if (memory.isEmpty()) {
        throw new UnsupportedOperationException("the machine does not tell how much memory it has");
      }
      source(id, "memory that may be used", result.machine().usableMemoryOrigin());
      line(2, "capacity", "value: " + Written.bytes(memory.getAsLong()), id);
    } else {
      int points = result.reads(result.plan().mostThreads()).size();
      source(
          id,
          "where the read bandwidth falls, all threads together",
          points + " working sets read");
      line(2, "capacity", "value: " + Written.bytes(level.plateau().capacityBytes()), id);
    }
  }

  /** The reading that a level's bandwidth is. */
  private Reading fastest(MemoryPlateau plateau) {
    return result.reads(result.plan().mostThreads()).stream()
        .filter(read -> read.bestRate() == plateau.bandwidthBytesPerSecond())
        .findFirst()
        .orElseThrow();
  }

  private MachineTooBusyException busy(String what) {
    return new MachineTooBusyException(
        "the machine is too busy: no undisturbed sample of "
            + what
            + "; calibrate again when other programs rest");
  }

  private static String quality(Reading reading) {
    return String.format(
        Locale.ROOT,
        "fastest of %d clean samples, %d rejected, median %s, spread %s%s",
        reading.n(),
        reading.rejected(),
        Written.percent(reading.rate() / reading.bestRate()),
        Written.percent(reading.spread()),
        reading.settled() ? "" : ", warm-up not settled");
  }

  private void source(String id, String what, String quality) {
    String machine = printable(result.machine().title()) + " [" + result.machine().hash() + "]";
    sources
        .append("  ")
        .append(id)
        .append(":\n    measured: ")
        .append(YamlText.quoted(machine + ": " + what + (quality.isEmpty() ? "" : "; " + quality)))
        .append("\n    command: ")
        .append(YamlText.quoted(printable(circumstances.command())))
        .append("\n    date: ")
        .append(circumstances.date())
        .append('\n');
  }

  private void line(int depth, String key, String value, String source) {
    body.append("  ".repeat(depth))
        .append(key)
        .append(": {")
        .append(value)
        .append(", source: ")
        .append(source)
        .append("}\n");
  }

  private String vendor() {
    String cpu = result.machine().value(Characteristic.CPU).orElse("").toLowerCase(Locale.ROOT);
    return List.of("AMD", "Intel", "Apple", "Arm", "Ampere").stream()
        .filter(name -> cpu.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElse("unknown");
  }

  /** A kernel's text may hold anything; what is not plain becomes a question mark. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
