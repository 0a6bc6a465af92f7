package dev.headroom.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that start a task together within a fraction of a microsecond, because they wait
 * for it spinning. After some thousand rounds they yield between looks, so that a machine with
 * fewer free cores goes on; after some milliseconds they sleep, and are woken by the next task.
 *
 * <p>One caller at a time. Handing over a task allocates nothing.
 */
public final class ThreadTeam implements AutoCloseable {
  private static final int SPINS = 20_000;
  private static final int YIELDS = 20_000;

  private final Thread[] threads;
  // A new value publishes the task.
  private final AtomicInteger round = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicIntegerArray asleep;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private Task task = member -> {};

  /** Work for every member at once. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one member's part.
     *
     * @param member 0 is the caller, the others 1, 2, …
     */
    void run(int member);
  }

  /**
   * Starts {@code size − 1} daemon threads; the caller is the team's member 0.
   *
   * @throws IllegalArgumentException if {@code size} is below 1
   */
  public ThreadTeam(int size) {
    Require.positive("threads", size);
    threads = new Thread[size - 1];
    asleep = new AtomicIntegerArray(size);
    for (int i = 0; i < threads.length; i++) {
      int member = i + 1;
      threads[i] = new Thread(() -> serve(member), "headroom-kernel-" + member);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  /** Members, the caller included. */
  public int size() {
    return threads.length + 1;
  }

  /** Identifier of a member's thread; member 0 is the thread that asks. */
  public long threadId(int member) {
    return member == 0 ? Thread.currentThread().getId() : threads[member - 1].getId();
  }

  /**
   * Lets every member do the task, and returns when all have.
   *
   * @throws IllegalStateException if the team is closed or a member failed, with the cause
   */
  public void run(Task newTask) {
    if (closed) {
      throw new IllegalStateException("the kernel is closed");
    }
    task = newTask;
    busy.set(threads.length);
    round.getAndIncrement();
    for (int i = 0; i < threads.length; i++) {
      if (asleep.get(i) != 0) {
        LockSupport.unpark(threads[i]);
      }
    }
    try {
      newTask.run(0);
    } finally {
      awaitOthers();
    }
    Throwable cause = failure;
    if (cause != null) {
      failure = null;
      throw new IllegalStateException(
          "a thread of the kernel failed: " + cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  // Yielding is the point: the thread waited for may need this core.
  @SuppressWarnings("ThreadPriorityCheck")
  private void awaitOthers() {
    for (int looks = 0; busy.get() != 0; looks++) {
      if (looks < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void serve(int member) {
    int seen = 0;
    while (awaitRound(member, seen)) {
      seen++;
      try {
        task.run(member);
      } catch (Throwable e) {
        failure = e;
      } finally {
        busy.getAndDecrement();
      }
    }
  }

  /** Waits for the round after {@code seen}; false if the team closes first. */
  @SuppressWarnings("ThreadPriorityCheck")
  private boolean awaitRound(int member, int seen) {
    for (int looks = 0; round.get() == seen; looks++) {
      if (closed) {
        return false;
      }
      if (looks < SPINS) {
        Thread.onSpinWait();
      } else if (looks < SPINS + YIELDS) {
        Thread.yield();
      } else {
        sleep(member, seen);
      }
    }
    return true;
  }

  private void sleep(int member, int seen) {
    // Said before the last look at the round: either that sees the new round, or run() sees the
    // sleeper.
    asleep.set(member - 1, 1);
    if (round.get() == seen && !closed) {
      LockSupport.park(this);
    }
    asleep.set(member - 1, 0);
  }
}
