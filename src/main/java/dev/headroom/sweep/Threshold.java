package dev.headroom.sweep;

import dev.headroom.expression.Formula;
import dev.headroom.sweep.Layout.Demand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where along one axis of a grid the conditions hold. Each value of a short axis is tried; of a
 * long one some hundred, spread evenly over its magnitudes, and between two that differ the border
 * is found by halving. So the answer is exact where conditions change rarely along the axis, as
 * times do that rise with it; a gap that lies between two neighbours of those tried is not seen.
 */
public final class Threshold {
  /** Axes of as many values are tried whole. */
  static final int SHORT = 2048;

  private static final int PROBES = 512;

  private final Sweep sweep;
  private final PointRows rows;
  private final Demand ofConditions;
  private final Axis axis;
  private final long stride;
  private final long offset;
  private final List<Span> spans;
  private final List<Sweep.Column> columns;

  /**
   * Neighbouring values at which the conditions hold.
   *
   * @param from index of the first along the axis
   * @param to index of the last
   */
  public record Span(long from, long to) {}

  private Threshold(Sweep sweep, String key) {
    this.sweep = sweep;
    this.rows = sweep.rows();
    this.ofConditions = sweep.ofConditions();
    List<Axis> axes = sweep.grid().axes();
    Axis found = null;
    long size = 1;
    long itsStride = 1;
    long last = 0;
    for (int i = axes.size() - 1; i >= 0; i--) {
      Axis each = axes.get(i);
      if (each.key().equals(key)) {
        found = each;
        itsStride = size;
      } else if (each.key().equals(Dimension.ATTENTION.key())) {
        last += (each.size() - 1) * size;
      } else if (each.size() > 1) {
        throw new IllegalArgumentException(
            each.key() + ": takes one value here, had " + each.size());
      }
      size *= each.size();
    }
    if (found == null) {
      throw new IllegalArgumentException("no axis '" + key + "' to solve for");
    }
    this.axis = found;
    this.stride = itsStride;
    this.offset = last;
    this.spans = solved();
    this.columns = columnsOf(key);
  }

  /**
   * Solves.
   *
   * @param sweep whose axes have one value each, but the one solved for and attention, of which the
   *     last variant is asked about and the first is that over which it has its speed-up
   * @param key of the axis that is solved for
   */
  public static Threshold of(Sweep sweep, String key) {
    return new Threshold(sweep, key);
  }

  /** The values that are tried before borders are looked for between them. */
  private Set<Long> probes() {
    long size = axis.size();
    TreeSet<Long> probes = new TreeSet<>();
    if (size <= SHORT) {
      for (long i = 0; i < size; i++) {
        // What cannot be, as three KV heads of four, is no gap.
        if (rows.moveTo(offset + i * stride)) {
          probes.add(i);
        }
      }
      return probes;
    }
    for (int i = 0; i <= PROBES; i++) {
      double part = (double) i / PROBES;
      // Steps by a factor are even in magnitude already.
      double place = axis instanceof Axis.Quantities ? part * size : Math.pow(size, part);
      probes.add(Math.min(size - 1, (long) place));
    }
    probes.add(0L);
    return probes;
  }

  private List<Span> solved() {
    List<Span> found = new ArrayList<>();
    long start = -1;
    long before = -1;
    for (long probe : probes()) {
      boolean holds = holds(probe);
      if (holds && start < 0) {
        start = before < 0 ? probe : border(before, probe);
      } else if (!holds && start >= 0) {
        found.add(new Span(start, border(before, probe) - 1));
        start = -1;
      }
      before = probe;
    }
    if (start >= 0) {
      found.add(new Span(start, axis.size() - 1));
    }
    return List.copyOf(found);
  }

  /** The first value after one that is unlike it and like the other. */
  private long border(long before, long after) {
    boolean end = holds(after);
    long low = before;
    long high = after;
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (holds(middle) == end) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private boolean holds(long value) {
    if (!rows.moveTo(offset + value * stride)) {
      return false;
    }
    double[] row = rows.fill(ofConditions);
    return sweep.conditions().stream().allMatch(condition -> condition.holds(row));
  }

  private List<Sweep.Column> columnsOf(String key) {
    Set<Integer> asked = new HashSet<>();
    sweep.conditions().stream().map(Formula::fields).forEach(asked::addAll);
    Set<String> names = new LinkedHashSet<>(List.of(key));
    names.addAll(sweep.names(asked));
    names.add(Metric.ROOFLINE_S.key());
    names.add(Metric.PREDICTED_S.key());
    return sweep.columns(names);
  }

  /** Where the conditions hold, from the least value to the largest. */
  public List<Span> spans() {
    return spans;
  }

  /** How many values the axis has. */
  public long size() {
    return axis.size();
  }

  /** What the answer shows of a value: itself, what the conditions name, its times. */
  public List<Sweep.Column> columns() {
    return columns;
  }

  /** The sweep. */
  public Sweep sweep() {
    return sweep;
  }

  /** The value at an index along the axis. */
  public Object value(long index) {
    return axis.value(index);
  }

  /** The row of a value, with what {@link #columns} needs; empty if there can be none. */
  public double[] row(long index) {
    Set<Integer> asked = new HashSet<>();
    columns.forEach(column -> asked.add(column.index()));
    return rows.moveTo(offset + index * stride)
        ? rows.fill(sweep.demand(asked)).clone()
        : new double[0];
  }
}
