package dev.headroom.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The clocks of this Java. */
public final class JvmStopwatch implements Stopwatch {
  private static final long UNKNOWN = -1;

  private final java.lang.management.ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final boolean tellsCpuTime = threads.isThreadCpuTimeSupported();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long cpuNanos(long threadId) {
    if (!tellsCpuTime) {
      return UNKNOWN;
    }
    // For its own time a thread is spared the look-up.
    return threadId == currentThread()
        ? threads.getCurrentThreadCpuTime()
        : threads.getThreadCpuTime(threadId);
  }

  @Override
  public long allocatedBytes(long threadId) {
    return threads instanceof ThreadMXBean bean && bean.isThreadAllocatedMemorySupported()
        ? bean.getThreadAllocatedBytes(threadId)
        : UNKNOWN;
  }

  @Override
  public long currentThread() {
    return Thread.currentThread().getId();
  }
}
