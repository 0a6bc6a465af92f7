package dev.headroom.sweep;

import dev.headroom.expression.Formula;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/**
 * Runs a sweep over some of its points on several threads. What comes out does not depend on their
 * number; memory does not grow with the grid.
 */
public final class SweepRun {
  private static final int ROWS_AT_ONCE = 256;
  private static final int RANKED_AT_ONCE = 2048;
  private static final int AHEAD = 4;

  /** Writes a row. */
  @FunctionalInterface
  public interface RowFormat {
    /** Appends a row, of which it must keep nothing. */
    void append(double[] row, StringBuilder out);
  }

  /** What came of points that were done, in the order of the grid. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes rows.
     *
     * @param text of the rows, in order; empty of a ranked sweep
     * @param done all points before this one are done
     */
    void accept(CharSequence text, long done);
  }

  /**
   * How many points there were.
   *
   * @param possible that could be
   * @param met of those, that meet the conditions
   */
  public record Counts(long possible, long met) {
    /** None. */
    public static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts other) {
      return new Counts(possible + other.possible, met + other.met);
    }
  }

  private record Chunk(CharSequence text, Selection selection, Counts counts) {}

  private final Sweep sweep;
  private final RowFormat format;
  private final Layout.Demand ofConditions;
  private final Layout.Demand ofRest;
  private final Queue<PointRows> idle = new ConcurrentLinkedQueue<>();
  private final Selection selection;
  private Counts counts = Counts.NONE;

  /** A run whose rows are written so. */
  public SweepRun(Sweep sweep, RowFormat format) {
    this.sweep = sweep;
    this.format = format;
    this.ofConditions = sweep.ofConditions();
    this.ofRest = sweep.isRanked() ? sweep.ofObjectives() : sweep.ofColumns();
    this.selection = sweep.selection();
  }

  /**
   * Continues with points that an earlier run had kept.
   *
   * @param indices of the kept points
   */
  public void keep(List<Long> indices, Counts earlier) {
    PointRows rows = rows();
    double[] goals = new double[sweep.objectives()];
    for (long index : indices) {
      rows.moveTo(index);
      sweep.goals(rows.fill(ofRest), goals);
      selection.offer(index, goals);
    }
    idle.add(rows);
    counts = earlier;
  }

  /** The points kept so far. */
  public List<Selection.Kept> kept() {
    return selection.kept();
  }

  /** What was counted so far. */
  public Counts counts() {
    return counts;
  }

  /** The rows of points by their indices. */
  public CharSequence write(List<Long> indices) {
    PointRows rows = rows();
    Layout.Demand demand = sweep.ofColumns();
    StringBuilder text = new StringBuilder();
    for (long index : indices) {
      rows.moveTo(index);
      format.append(rows.fill(demand), text);
    }
    return text;
  }

  private PointRows rows() {
    PointRows rows = idle.poll();
    return rows == null ? sweep.rows() : rows;
  }

  /** Runs the points from one index up to another, which is not run itself. */
  public void run(long from, long to, int threads, Sink sink) {
    int size = sweep.isRanked() ? RANKED_AT_ONCE : ROWS_AT_ONCE;
    ExecutorService pool = Executors.newFixedThreadPool(threads, daemons());
    try {
      Deque<Future<Chunk>> open = new ArrayDeque<>();
      Deque<Long> ends = new ArrayDeque<>();
      long next = from;
      while (next < to || !open.isEmpty()) {
        while (next < to && open.size() < threads * AHEAD) {
          long first = next;
          long end = to - first > size ? first + size : to;
          open.add(pool.submit(() -> chunk(first, end)));
          ends.add(end);
          next = end;
        }
        Chunk chunk = result(open.remove());
        selection.merge(chunk.selection);
        counts = counts.plus(chunk.counts);
        sink.accept(chunk.text, ends.remove());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Threads that end with the program, so that an interruption need not wait for them. */
  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "sweep");
      thread.setDaemon(true);
      return thread;
    };
  }

  private static Chunk result(Future<Chunk> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      if (e.getCause() instanceof Error fault) {
        throw fault;
      }
      throw new IllegalStateException(e);
    }
  }

  private Chunk chunk(long from, long to) {
    PointRows rows = rows();
    StringBuilder text = new StringBuilder();
    Selection best = selection.fresh();
    double[] goals = new double[sweep.objectives()];
    long possible = 0;
    long met = 0;
    for (long index = from; index < to; index++) {
      if (!rows.moveTo(index)) {
        continue;
      }
      possible++;
      if (!meets(rows)) {
        continue;
      }
      met++;
      double[] row = rows.fill(ofRest);
      if (goals.length == 0) {
        format.append(row, text);
      } else {
        sweep.goals(row, goals);
        best.offer(index, goals);
      }
    }
    idle.add(rows);
    return new Chunk(text, best, new Counts(possible, met));
  }

  private boolean meets(PointRows rows) {
    List<Formula> conditions = sweep.conditions();
    if (conditions.isEmpty()) {
      return true;
    }
    double[] row = rows.fill(ofConditions);
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).holds(row)) {
        return false;
      }
    }
    return true;
  }

  /** The indices of kept points, in order of merit. */
  public List<Long> indices() {
    List<Long> indices = new ArrayList<>();
    kept().forEach(each -> indices.add(each.index()));
    return indices;
  }
}
