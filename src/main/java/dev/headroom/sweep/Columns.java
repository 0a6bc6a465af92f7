package dev.headroom.sweep;

import dev.headroom.expression.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is written of each point. */
final class Columns {
  private static final List<Metric> USUAL =
      List.of(
          Metric.FLOP,
          Metric.BYTES,
          Metric.KV_CACHE_BYTES,
          Metric.MEMORY_REQUIRED_BYTES,
          Metric.FITS,
          Metric.LOWER_BOUND_S,
          Metric.ROOFLINE_S,
          Metric.PREDICTED_S,
          Metric.TOKENS_PER_S,
          Metric.USD_PER_MILLION_TOKENS);

  private final Layout layout;
  private final Grid grid;
  private final SweepSpec spec;

  Columns(Layout layout, Grid grid, SweepSpec spec) {
    this.layout = layout;
    this.grid = grid;
    this.spec = spec;
  }

  /** Those asked for; else the point, its axes, the usual metrics, objectives, derived ones. */
  List<Sweep.Column> all() {
    Set<String> names = new LinkedHashSet<>(spec.columns());
    if (names.isEmpty()) {
      names.add(Layout.POINT);
      grid.axes().forEach(axis -> names.add(axis.key()));
      USUAL.forEach(metric -> names.add(metric.key()));
      names.addAll(spec.derived().keySet());
    }
    return named(names);
  }

  /** These, in this order. */
  List<Sweep.Column> named(Iterable<String> names) {
    List<Sweep.Column> columns = new ArrayList<>();
    for (String name : names) {
      Symbols.Field field = layout.find("--columns", name);
      boolean whole =
          name.equals(Layout.POINT)
              || name.equals(Metric.DEVICES_COUNT.key())
              || Dimension.of(name).filter(Dimension::isNumeric).isPresent();
      columns.add(new Sweep.Column(name, field.index(), field.kind(), whole));
    }
    return columns;
  }
}
