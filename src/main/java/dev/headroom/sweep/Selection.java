package dev.headroom.sweep;

import dev.headroom.sweep.Front.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points that are better than others. What is kept does not depend on the order in which points are
 * offered, nor on how they are spread over several selections that are merged: of points with equal
 * goals the one with the lowest index stays.
 */
public final class Selection {
  /** A front of more points than this is no answer. */
  public static final int MOST_KEPT = 1_000_000;

  /**
   * A kept point.
   *
   * @param index in the grid
   * @param goals less is better
   */
  public record Kept(long index, List<Double> goals) {
    /** Copies the list. */
    public Kept {
      goals = List.copyOf(goals);
    }
  }

  private static final Comparator<Entry> BEST_FIRST =
      Comparator.<Entry>comparingDouble(entry -> entry.goals()[0]).thenComparingLong(Entry::index);

  private final int top;
  private final ArrayList<Entry> entries = new ArrayList<>();
  private @Nullable Front front;
  private double worst = Double.POSITIVE_INFINITY;

  private Selection(int top) {
    this.top = top;
  }

  /** A selection of so many points with the least first goal. */
  public static Selection best(int count) {
    return new Selection(count);
  }

  /** A selection of the points of which no other is at least as good in all goals. */
  public static Selection front() {
    return new Selection(0);
  }

  /** A selection of the same kind with nothing in it. */
  Selection fresh() {
    return new Selection(top);
  }

  /** Offers a point; one with a goal that is not a number is not looked at. */
  public void offer(long index, double[] goals) {
    for (double goal : goals) {
      if (Double.isNaN(goal)) {
        return;
      }
    }
    if (top > 0) {
      offerBest(index, goals);
    } else {
      offerFront(index, goals);
    }
  }

  private void offerBest(long index, double[] goals) {
    if (goals[0] > worst) {
      return;
    }
    entries.add(new Entry(index, goals.clone()));
    if (entries.size() >= 2L * top + 16) {
      cut();
    }
  }

  private void cut() {
    entries.sort(BEST_FIRST);
    if (entries.size() > top) {
      entries.subList(top, entries.size()).clear();
      worst = entries.get(top - 1).goals()[0];
    }
  }

  private void offerFront(long index, double[] goals) {
    Front points = front == null ? Front.of(goals.length) : front;
    front = points;
    points.offer(index, goals);
    if (points.size() > MOST_KEPT) {
      throw new IllegalArgumentException(
          "--pareto: the front has more than " + MOST_KEPT + " points; ask for fewer objectives");
    }
  }

  private Iterable<Entry> all() {
    return front == null ? entries : front.entries();
  }

  /** Offers all points of another selection. */
  public void merge(Selection other) {
    other.all().forEach(entry -> offer(entry.index(), entry.goals()));
  }

  /** The points, best in the first goal first, then by index. */
  public List<Kept> kept() {
    if (top > 0) {
      cut();
    }
    List<Entry> sorted = new ArrayList<>();
    all().forEach(sorted::add);
    sorted.sort(BEST_FIRST);
    return sorted.stream()
        .map(entry -> new Kept(entry.index(), Arrays.stream(entry.goals()).boxed().toList()))
        .toList();
  }
}
