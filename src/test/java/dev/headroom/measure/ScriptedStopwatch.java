package dev.headroom.measure;

import java.util.HashMap;
import java.util.Map;

/** Clocks that a test turns by hand; thread 1 is the caller. */
final class ScriptedStopwatch implements Stopwatch {
  static final long CALLER = 1;

  private final Map<Long, Long> cpu = new HashMap<>();
  private final Map<Long, Long> allocated = new HashMap<>();
  private long now;
  private boolean tellsCpu = true;

  /** Lets time pass, in which the threads have a share of a processor. */
  void pass(double nanos, double share, long... threads) {
    now += Math.round(nanos);
    for (long thread : threads) {
      cpu.merge(thread, Math.round(nanos * share), Long::sum);
    }
  }

  void allocate(long bytes) {
    allocated.merge(CALLER, bytes, Long::sum);
  }

  void hideCpu() {
    tellsCpu = false;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long cpuNanos(long threadId) {
    return tellsCpu ? cpu.getOrDefault(threadId, 0L) : -1;
  }

  @Override
  public long allocatedBytes(long threadId) {
    return allocated.getOrDefault(threadId, 0L);
  }

  @Override
  public long currentThread() {
    return CALLER;
  }
}
