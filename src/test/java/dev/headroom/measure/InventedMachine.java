package dev.headroom.measure;

import static dev.headroom.measure.ScriptedStopwatch.CALLER;

import java.util.List;
import java.util.Optional;

/**
 * A machine with rates that a test knows: caches of 64 KiB, 1 MiB and 24 MiB before a memory of 32
 * GB/s, and 100 GFLOP/s a thread.
 */
final class InventedMachine implements Bench {
  static final MachineFingerprint FINGERPRINT =
      new MachineFingerprint(
          List.of(
              Fact.known(Characteristic.CPU, "AMD \"Invented\" \u00e9", "imagination"),
              Fact.known(Characteristic.USABLE_CPUS, "2", "imagination"),
              Fact.unknown(Characteristic.L3_BYTES, "dreams").withCaution("none was found"),
              Fact.known(Characteristic.MEMORY_BYTES, Long.toString(8L << 30), "imagination")));

  private static final double KIB = 1024;

  final ScriptedStopwatch clock = new ScriptedStopwatch();
  private final double cpuShare;
  private Optional<Probe> broken = Optional.empty();

  InventedMachine(double cpuShare) {
    this.cpuShare = cpuShare;
  }

  /** Lets a probe never have a clean sample. */
  void disturb(Probe probe) {
    broken = Optional.of(probe);
  }

  @Override
  public MicroBenchmark prepare(Setting setting) {
    double nanos = 1000;
    double amount = rate(setting) * nanos * 1e-9;
    double share = broken.filter(setting.probe()::equals).isPresent() ? 0.5 : cpuShare;
    return new MicroBenchmark(
        setting,
        amount,
        Action.alone(setting.describe(), calls -> clock.pass(calls * nanos, share, CALLER)));
  }

  static double rate(Setting setting) {
    return setting.threads()
        * switch (setting.probe()) {
          case READ -> bandwidth(setting.workingSetBytes());
          case PANELS, PANELS_IN_TURNS ->
              Math.min(100e9, setting.rows() * bandwidth(setting.workingSetBytes()) / 2);
          case MULTIPLY_ADD -> 100e9;
          case EXPONENTIALS -> 9e9;
          case SOFTMAX -> 4e9;
          case SOFTMAX_SHORT -> 1e9;
          case APPEND -> 5e8;
          case PANELS_SHORT, HALF_PANELS, QUARTER_PANELS -> 20e9;
          case APPEND_APART -> 1e8;
          case ROWS_APART -> 5e6;
          case ROWS -> 20e6;
          case ROWS_SHORT -> 50e6;
          case ELEMENTWISE -> 40e9;
          case STEP -> 1e6;
          case STEP_OF_MANY, PROMPT -> 1e5;
          case HAND_OVER -> 2e6;
        };
  }

  private static double bandwidth(long bytes) {
    if (bytes <= 64 * KIB) {
      return 400e9;
    } else if (bytes <= 1024 * KIB) {
      return 200e9;
    }
    return bytes <= 24 * 1024 * KIB ? 80e9 : 16e9;
  }
}
