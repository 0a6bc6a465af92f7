package dev.headroom.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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

  private static final class Entry {
    private final long index;
    private final double[] goals;

    private Entry(long index, double[] goals) {
      this.index = index;
      this.goals = goals;
    }
  }

  private static final Comparator<Entry> BEST_FIRST =
      Comparator.<Entry>comparingDouble(entry -> entry.goals[0])
          .thenComparingLong(entry -> entry.index);

  private final int top;
  private final ArrayList<Entry> entries = new ArrayList<>();
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
      worst = entries.get(top - 1).goals[0];
    }
  }

  private void offerFront(long index, double[] goals) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (atLeastAsGood(entry.goals, goals)
          && (entry.index < index || !Arrays.equals(entry.goals, goals))) {
        // Neighbours of a beaten point are mostly beaten by the same one, so it is asked first.
        entries.set(i, entries.get(0));
        entries.set(0, entry);
        return;
      }
    }
    entries.removeIf(entry -> atLeastAsGood(goals, entry.goals));
    entries.add(new Entry(index, goals.clone()));
    if (entries.size() > MOST_KEPT) {
      throw new IllegalArgumentException(
          "--pareto: the front has more than " + MOST_KEPT + " points; ask for fewer objectives");
    }
  }

  private static boolean atLeastAsGood(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
    }
    return true;
  }

  /** Offers all points of another selection. */
  public void merge(Selection other) {
    other.entries.forEach(entry -> offer(entry.index, entry.goals));
  }

  /** The points, best in the first goal first, then by index. */
  public List<Kept> kept() {
    if (top > 0) {
      cut();
    }
    return entries.stream()
        .sorted(BEST_FIRST)
        .map(entry -> new Kept(entry.index, Arrays.stream(entry.goals).boxed().toList()))
        .toList();
  }
}
