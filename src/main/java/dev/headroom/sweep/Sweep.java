package dev.headroom.sweep;

import dev.headroom.expression.Formula;
import dev.headroom.expression.Kind;
import dev.headroom.expression.Texts;
import dev.headroom.sweep.Layout.Demand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** A sweep that was read and found possible: which points there are, and what is asked of them. */
public final class Sweep {
  /** Setups that are tried before the first point is computed. */
  private static final long MOST_TRIED = 1000;

  /** Combinations of axes over which conditions on axes alone are tried. */
  private static final long MOST_SCANNED = 1_000_000;

  private final Grid grid;

  private final Layout layout;
  private final SetupBuilder setups;
  private final String conditionOption;
  private final List<Formula> conditions;
  private final List<Objective> objectives;
  private final SweepSpec spec;
  private final Columns shown;
  private final List<Column> columns;

  /**
   * A column of the answer.
   *
   * @param name of the field
   * @param index its place in a row
   * @param kind what its values are
   * @param isWhole whether all are whole numbers that are read digit by digit
   */
  public record Column(String name, int index, Kind kind, boolean isWhole) {}

  /** A sweep whose conditions this option took. */
  Sweep(SweepSpec spec, Grid grid, SetupBuilder setups, String conditionOption) {
    this.spec = spec;
    this.grid = grid;
    this.setups = setups;
    this.conditionOption = conditionOption;
    this.layout = new Layout(grid, spec.derived());
    this.conditions = spec.conditions().stream().map(this::condition).toList();
    String option = spec.ranking().top() > 0 ? "--by" : "--pareto";
    this.objectives =
        spec.ranking().objectives().stream()
            .map(text -> Objective.parse(option, text, layout, setups.quality()))
            .toList();
    this.shown = new Columns(layout, grid, spec);
    this.columns = shown.all();
    requirePossible();
  }

  private Formula condition(String text) {
    try {
      return Formula.condition(text, layout.symbols());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(conditionOption + ": " + e.getMessage(), e);
    }
  }

  private void requirePossible() {
    List<Formula> impossible = Formula.impossible(conditions, layout.intervals());
    if (!impossible.isEmpty()) {
      throw never(impossible);
    }
    List<Formula> given =
        conditions.stream()
            .filter(condition -> condition.fields().stream().allMatch(layout::isGiven))
            .toList();
    if (!given.isEmpty() && neverHold(given)) {
      throw never(given);
    }
    requireSetup();
  }

  private IllegalArgumentException never(List<Formula> conditions) {
    return new IllegalArgumentException(
        conditionOption
            + ": no point of the grid meets "
            + String.join(
                " and ", conditions.stream().map(each -> "'" + each.text() + "'").toList()));
  }

  /** Whether conditions on axes alone fail for all combinations of the axes that they name. */
  private boolean neverHold(List<Formula> given) {
    Set<Integer> fields = new HashSet<>();
    given.forEach(condition -> fields.addAll(condition.fields()));
    List<Integer> axes = new ArrayList<>();
    long combinations = 1;
    for (int i = 0; i < grid.axes().size(); i++) {
      if (fields.contains(Layout.axis(i))) {
        axes.add(i);
        long size = grid.axes().get(i).size();
        if (size > MOST_SCANNED / combinations) {
          return false;
        }
        combinations *= size;
      }
    }
    if (fields.contains(0)) {
      return false;
    }
    double[] row = new double[layout.size()];
    for (long combination = 0; combination < combinations; combination++) {
      long rest = combination;
      for (int i : axes) {
        Axis axis = grid.axes().get(i);
        Object value = axis.value(rest % axis.size());
        row[Layout.axis(i)] =
            value instanceof Number number
                ? number.doubleValue()
                : layout.texts().number(value.toString());
        rest /= axis.size();
      }
      if (given.stream().allMatch(condition -> condition.holds(row))) {
        return false;
      }
    }
    return true;
  }

  /** One of the first setups must be possible, or all of them not tried. */
  private void requireSetup() {
    long inner = PointRows.inner(grid);
    long all = grid.size() / inner;
    IllegalArgumentException first = null;
    for (long i = 0; i < Math.min(all, MOST_TRIED); i++) {
      try {
        setups.build(grid.values(i * inner));
        return;
      } catch (IllegalArgumentException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null && all <= MOST_TRIED) {
      throw first;
    }
  }

  /** All points. */
  public Grid grid() {
    return grid;
  }

  /** The sweep as it was asked for. */
  public SweepSpec spec() {
    return spec;
  }

  /** What is written of each point. */
  public List<Column> columns() {
    return columns;
  }

  /** The texts that numbers of text columns stand for. */
  public Texts texts() {
    return layout.texts();
  }

  /** Whether points are ranked; else all that meet the conditions are kept. */
  public boolean isRanked() {
    return !objectives.isEmpty();
  }

  /** A selection for its ranking, with nothing in it. */
  Selection selection() {
    int top = (int) spec.ranking().top();
    return top > 0 ? Selection.best(top) : Selection.front();
  }

  /** A computer of rows, for one thread. */
  PointRows rows() {
    return new PointRows(grid, layout, setups);
  }

  /**
   * The question at a point.
   *
   * @throws IllegalArgumentException if there can be no such point
   */
  Question question(long index) {
    PointRows rows = rows();
    return rows.moveTo(index) ? rows.question() : setups.build(grid.values(index)).question();
  }

  List<Formula> conditions() {
    return conditions;
  }

  /** The goals of a row, less is better. */
  void goals(double[] row, double[] goals) {
    for (int i = 0; i < goals.length; i++) {
      goals[i] = objectives.get(i).goal(row);
    }
  }

  int objectives() {
    return objectives.size();
  }

  /** What the conditions need. */
  Demand ofConditions() {
    Set<Integer> fields = new HashSet<>();
    conditions.forEach(condition -> fields.addAll(condition.fields()));
    return layout.demand(fields);
  }

  /** What the objectives need. */
  Demand ofObjectives() {
    Set<Integer> fields = new HashSet<>();
    objectives.forEach(objective -> fields.add(objective.field()));
    return layout.demand(fields);
  }

  /** What the columns need. */
  Demand ofColumns() {
    Set<Integer> fields = new HashSet<>();
    columns.forEach(column -> fields.add(column.index()));
    return layout.demand(fields);
  }

  /** The names of fields by their places in a row. */
  List<String> names(Set<Integer> places) {
    return layout.names(places);
  }

  /** Columns by the names of their fields. */
  List<Column> columns(Iterable<String> names) {
    return shown.named(names);
  }

  /** What these fields need. */
  Demand demand(Set<Integer> fields) {
    return layout.demand(fields);
  }

  /**
   * What two sweeps with the same answer have in common: the specification, and the models and
   * profiles behind its names.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder(spec.toString());
    setups.models().forEach((name, model) -> text.append('\n').append(name).append(model));
    setups
        .devices()
        .forEach((name, device) -> text.append('\n').append(name).append(device.fingerprint()));
    new TreeMap<>(setups.quality().figures())
        .forEach((name, figure) -> text.append('\n').append(name).append(figure));
    return Fingerprints.of(text.toString());
  }
}
