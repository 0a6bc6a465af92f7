package dev.headroom.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Points of which no other is at least as good in all goals, less being better; of points with
 * equal goals the one with the lowest index. Offering a point that is beaten allocates nothing.
 */
abstract sealed class Front {
  /** A point of the front. */
  static final class Entry {
    private long index;
    private final double[] goals;

    Entry(long index, double[] goals) {
      this.index = index;
      this.goals = goals;
    }

    long index() {
      return index;
    }

    double[] goals() {
      return goals;
    }
  }

  /** An empty front of points with so many goals. */
  static Front of(int goals) {
    return goals == 2 ? new Sorted() : new Boxed(goals);
  }

  /** Takes a point unless it is beaten, and drops those that it beats. */
  abstract void offer(long index, double[] goals);

  /** The points, in no order. */
  abstract Iterable<Entry> entries();

  /** How many points there are. */
  abstract int size();

  private static boolean atLeastAsGood(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Of two goals: along the front one rises while the other falls, so that a search tree over the
   * first finds the only point that could beat another, and those beaten are its neighbours.
   */
  private static final class Sorted extends Front {
    private final TreeSet<Entry> entries =
        new TreeSet<>(Comparator.comparingDouble((Entry entry) -> entry.goals[0]));

    private final Entry probe = new Entry(0, new double[2]);

    @Override
    void offer(long index, double[] goals) {
      probe.goals[0] = goals[0];
      Entry before = entries.floor(probe);
      if (before != null && before.goals[1] <= goals[1]) {
        if (Arrays.equals(before.goals, goals)) {
          before.index = Math.min(before.index, index);
        }
        return;
      }
      Entry after = entries.ceiling(probe);
      while (after != null && after.goals[1] >= goals[1]) {
        entries.remove(after);
        after = entries.ceiling(probe);
      }
      entries.add(new Entry(index, goals.clone()));
    }

    @Override
    Iterable<Entry> entries() {
      return entries;
    }

    @Override
    int size() {
      return entries.size();
    }
  }

  /**
   * Of any number of goals: points that lie together stand in one box, whose corners mostly say
   * that none of them can beat a point, or be beaten by it.
   */
  private static final class Boxed extends Front {
    private static final int MOST_IN_BOX = 64;

    private final int goals;
    private final List<Box> boxes = new ArrayList<>();
    private int size;

    private Boxed(int goals) {
      this.goals = goals;
    }

    @Override
    void offer(long index, double[] point) {
      for (int i = 0; i < boxes.size(); i++) {
        Entry better = boxes.get(i).betterThan(point);
        if (better != null) {
          if (Arrays.equals(better.goals, point)) {
            better.index = Math.min(better.index, index);
          }
          // Neighbours of a beaten point are mostly beaten by the same one, so it is asked first.
          Box box = boxes.get(i);
          boxes.set(i, boxes.get(0));
          boxes.set(0, box);
          return;
        }
      }
      for (int i = boxes.size() - 1; i >= 0; i--) {
        size -= boxes.get(i).drop(point);
        if (boxes.get(i).points.isEmpty()) {
          boxes.remove(i);
        }
      }
      add(new Entry(index, point.clone()));
      size++;
    }

    /** Into the box that grows least by it, the sum of its sides being its size. */
    private void add(Entry entry) {
      Box best = null;
      double least = Double.POSITIVE_INFINITY;
      for (Box box : boxes) {
        double growth = box.growth(entry.goals);
        if (growth < least) {
          least = growth;
          best = box;
        }
      }
      if (best == null) {
        best = new Box(goals);
        boxes.add(best);
      }
      best.add(entry);
      if (best.points.size() > MOST_IN_BOX) {
        boxes.add(best.half());
      }
    }

    @Override
    Iterable<Entry> entries() {
      List<Entry> all = new ArrayList<>();
      boxes.forEach(box -> all.addAll(box.points));
      return all;
    }

    @Override
    int size() {
      return size;
    }
  }

  /** Points with the corners of the box around them. */
  private static final class Box {
    private final double[] low;
    private final double[] high;
    private List<Entry> points = new ArrayList<>();

    private Box(int goals) {
      low = new double[goals];
      high = new double[goals];
      clear();
    }

    private void clear() {
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
      points = new ArrayList<>();
    }

    private void add(Entry entry) {
      for (int i = 0; i < low.length; i++) {
        low[i] = Math.min(low[i], entry.goals[i]);
        high[i] = Math.max(high[i], entry.goals[i]);
      }
      points.add(entry);
    }

    private double growth(double[] point) {
      double growth = 0;
      for (int i = 0; i < low.length; i++) {
        growth += Math.max(0, low[i] - point[i]) + Math.max(0, point[i] - high[i]);
      }
      return growth;
    }

    /** A point at least as good; null if there is none. */
    private @Nullable Entry betterThan(double[] point) {
      if (!atLeastAsGood(low, point)) {
        return null;
      }
      for (int i = 0; i < points.size(); i++) {
        Entry entry = points.get(i);
        if (atLeastAsGood(entry.goals, point)) {
          points.set(i, points.get(0));
          points.set(0, entry);
          return entry;
        }
      }
      return null;
    }

    /** Drops what a point beats; how many. The corners stay, which only makes them careful. */
    private int drop(double[] point) {
      if (!atLeastAsGood(point, high)) {
        return 0;
      }
      int before = points.size();
      points.removeIf(entry -> atLeastAsGood(point, entry.goals));
      return before - points.size();
    }

    /** Keeps the half with less of the goal in which the box is longest; the other half. */
    private Box half() {
      int longest = 0;
      for (int i = 1; i < low.length; i++) {
        longest = high[i] - low[i] > high[longest] - low[longest] ? i : longest;
      }
      int goal = longest;
      List<Entry> sorted = new ArrayList<>(points);
      sorted.sort(Comparator.comparingDouble(entry -> entry.goals[goal]));
      clear();
      Box other = new Box(low.length);
      for (int i = 0; i < sorted.size(); i++) {
        (i < sorted.size() / 2 ? this : other).add(sorted.get(i));
      }
      return other;
    }
  }
}
