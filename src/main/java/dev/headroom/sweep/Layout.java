package dev.headroom.sweep;

import dev.headroom.document.Nearest;
import dev.headroom.expression.Formula;
import dev.headroom.expression.Interval;
import dev.headroom.expression.Kind;
import dev.headroom.expression.Symbols;
import dev.headroom.expression.Texts;
import dev.headroom.sweep.Metric.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the fields of a point stand in its row: the index of the point, the axes, what is computed,
 * the derived ones.
 */
final class Layout {
  /** The field that says which point of the grid a row is. */
  static final String POINT = "point";

  private static final String NAME = "[a-z][a-z0-9_]*";

  private final Map<String, Symbols.Field> fields = new LinkedHashMap<>();
  private final List<Interval> intervals = new ArrayList<>();
  private final Texts texts = new Texts();
  private final int firstMetric;
  private final Map<Integer, Formula> derived = new LinkedHashMap<>();

  Layout(Grid grid, Map<String, String> formulas) {
    add(POINT, Kind.NUMBER, new Interval(0, grid.size() - 1.0, true));
    grid.axes().forEach(this::add);
    firstMetric = fields.size();
    for (Metric metric : Metric.values()) {
      double most = metric.kind() == Kind.FLAG ? 1 : Double.POSITIVE_INFINITY;
      add(metric.key(), metric.kind(), new Interval(0, most, false));
    }
    formulas.forEach(this::add);
  }

  private void add(String name, Kind kind, Interval interval) {
    fields.put(name, new Symbols.Field(fields.size(), kind));
    intervals.add(interval);
  }

  private void add(Axis axis) {
    if (axis instanceof Axis.Numbers numbers) {
      add(
          axis.key(),
          Kind.NUMBER,
          new Interval(numbers.series().least(), numbers.series().most(), true));
    } else if (axis instanceof Axis.Quantities quantities) {
      add(
          axis.key(),
          Kind.NUMBER,
          new Interval(quantities.series().least(), quantities.series().most(), true));
    } else {
      ((Axis.Names) axis).names().forEach(texts::number);
      add(axis.key(), Kind.TEXT, Interval.ANY);
    }
  }

  private void add(String name, String text) {
    if (!name.matches(NAME) || fields.containsKey(name)) {
      throw new IllegalArgumentException(
          "--derive: a name must be a new one in small letters, digits and _, was '" + name + "'");
    }
    Formula formula;
    try {
      formula = Formula.of(text, symbols());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--derive " + name + ": " + e.getMessage(), e);
    }
    derived.put(fields.size(), formula);
    add(name, formula.kind(), formula.range(intervals()));
  }

  /** The names that formulas may use. */
  Symbols symbols() {
    return new Symbols(fields, texts);
  }

  /** What values each field can have. */
  Interval[] intervals() {
    return intervals.toArray(Interval[]::new);
  }

  /** Fields in all. */
  int size() {
    return fields.size();
  }

  /** The place of an axis. */
  static int axis(int index) {
    return 1 + index;
  }

  /** The place of a metric. */
  @SuppressWarnings("EnumOrdinal") // asked several times a point, and only inside one run
  int of(Metric metric) {
    return firstMetric + metric.ordinal();
  }

  /** Whether a field is known from the grid alone. */
  boolean isGiven(int field) {
    return field < firstMetric;
  }

  Texts texts() {
    return texts;
  }

  /** The derived fields by place, in an order in which each needs only earlier ones. */
  Map<Integer, Formula> derived() {
    return derived;
  }

  /** The field of a column or objective; a fault names what asked for it. */
  Symbols.Field find(String option, String name) {
    Symbols.Field field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          option + ": " + Nearest.unknown("field", name, fields.keySet()));
    }
    return field;
  }

  /** The names of fields, in their order. */
  List<String> names(Set<Integer> places) {
    return fields.entrySet().stream()
        .filter(field -> places.contains(field.getValue().index()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All that must be computed before these fields have their values. */
  Demand demand(Set<Integer> asked) {
    Set<Integer> open = new LinkedHashSet<>(asked);
    Set<Integer> formulas = new LinkedHashSet<>();
    List<Map.Entry<Integer, Formula>> backwards = new ArrayList<>(derived.entrySet());
    Collections.reverse(backwards);
    for (Map.Entry<Integer, Formula> entry : backwards) {
      if (open.contains(entry.getKey())) {
        formulas.add(entry.getKey());
        open.addAll(entry.getValue().fields());
      }
    }
    EnumSet<Group> groups = EnumSet.noneOf(Group.class);
    for (Metric metric : Metric.values()) {
      if (open.contains(of(metric))) {
        groups.add(metric.group());
      }
    }
    if (groups.contains(Group.SPEEDUP)) {
      groups.add(Group.PREDICTED);
    }
    if (groups.contains(Group.PREDICTED)) {
      groups.addAll(List.of(Group.COUNTS, Group.BOUND, Group.ROOFLINE));
    }
    List<Map.Entry<Integer, Formula>> inOrder =
        derived.entrySet().stream().filter(entry -> formulas.contains(entry.getKey())).toList();
    return new Demand(groups, inOrder);
  }

  /**
   * What must be computed.
   *
   * @param groups of metrics
   * @param formulas by place, in order
   */
  record Demand(Set<Group> groups, List<Map.Entry<Integer, Formula>> formulas) {
    /** Whether a group is needed. */
    boolean needs(Group group) {
      return groups.contains(group);
    }
  }
}
