package dev.headroom.measure;

/** The clocks and counters that a measurement reads; tests bring their own. */
public interface Stopwatch {
  /** Nanoseconds since some moment. */
  long nanoTime();

  /** Nanoseconds of processor time that a thread has had; negative if nobody tells. */
  long cpuNanos(long threadId);

  /** Bytes that a thread has allocated; negative if nobody tells. */
  long allocatedBytes(long threadId);

  /** Identifier of the thread that asks. */
  long currentThread();
}
