package dev.headroom.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Gives a reader damaged files. It must read each of them or refuse it in the way that is agreed,
 * within a second.
 *
 * <p>Every mutant has a number and depends on nothing but the seed and that number, so that a
 * finding can be repeated alone. The system properties {@code headroom.fuzz.seed}, {@code
 * headroom.fuzz.first} and {@code headroom.fuzz.mutants} choose them.
 */
public final class Fuzzer {
  private static final long SEED = Long.getLong("headroom.fuzz.seed", 20_191_106);
  private static final long FIRST = Long.getLong("headroom.fuzz.first", 0);

  /** Of every reader; enough to find what breaks easily, in a few seconds. */
  private static final long MUTANTS = Long.getLong("headroom.fuzz.mutants", 1_000);

  /** The golden ratio's fraction spreads consecutive numbers over all seeds. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Of processor time, which other work on the machine does not stretch. */
  private static final long LIMIT_NANOS = 1_000_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final List<String> files;

  private volatile long current;
  private volatile long startedAt;
  private volatile String finding = "";

  /** What is tried with a mutant; whatever it throws is a finding. */
  public interface Target {
    /** Reads the mutant, and swallows a refusal that is as agreed. */
    void read(byte[] mutant) throws Exception;
  }

  /** A fuzzer whose mutants come from these files. */
  public Fuzzer(String name, List<byte[]> files) {
    this.name = name;
    this.files = files.stream().map(file -> new String(file, StandardCharsets.ISO_8859_1)).toList();
  }

  /** The finding that stopped it, or nothing when all mutants were read or refused. */
  public Optional<String> run(Target target) throws InterruptedException {
    Thread worker = new Thread(() -> readAll(target), "fuzz-" + name);
    worker.setDaemon(true);
    worker.start();
    while (worker.isAlive()) {
      worker.join(200);
      long used = THREADS.getThreadCpuTime(worker.getId()) - startedAt;
      if (worker.isAlive() && startedAt > 0 && used > LIMIT_NANOS) {
        worker.interrupt();
        return Optional.of(place(current) + ": still running after a second");
      }
    }
    return finding.isEmpty() ? Optional.empty() : Optional.of(finding);
  }

  private void readAll(Target target) {
    for (long number = FIRST; number < FIRST + MUTANTS; number++) {
      SplittableRandom random = new SplittableRandom(SEED + number * SPREAD);
      byte[] mutant = new Mutator(random).mutant(files).getBytes(StandardCharsets.ISO_8859_1);
      current = number;
      startedAt = THREADS.getCurrentThreadCpuTime();
      try {
        target.read(mutant);
      } catch (Throwable e) {
        finding = place(number) + ": " + describe(e);
        return;
      }
      if (THREADS.getCurrentThreadCpuTime() - startedAt > LIMIT_NANOS) {
        finding = place(number) + ": took more than a second";
        return;
      }
    }
  }

  private String place(long number) {
    return name
        + ": mutant "
        + number
        + " of seed "
        + SEED
        + " (repeat with -Dheadroom.fuzz.seed="
        + SEED
        + " -Dheadroom.fuzz.first="
        + number
        + " -Dheadroom.fuzz.mutants=1)";
  }

  private static String describe(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    StackTraceElement[] trace = e.getStackTrace();
    for (int i = 0; i < Math.min(12, trace.length); i++) {
      text.append("\n  at ").append(trace[i]);
    }
    return text.toString();
  }
}
