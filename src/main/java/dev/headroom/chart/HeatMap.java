package dev.headroom.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A value for every pair of two names, as colour and as number.
 *
 * @param x the axis that lies, with names
 * @param y the upright axis, with names from bottom to top
 * @param value what the colour says
 * @param values row by row of the upright axis; not a number where there is none
 */
public record HeatMap(Axis x, Axis y, Axis value, List<List<Double>> values) implements Chart {
  /** More cells a side are too small to read. */
  public static final int MOST_CELLS = 24;

  /** Checks that there is a value for every cell, and one that can be drawn at all. */
  public HeatMap {
    values = values.stream().map(List::copyOf).toList();
    int columns = x.symbols().size();
    if (columns == 0 || values.size() != y.symbols().size()) {
      throw new IllegalArgumentException("heat map: needs a row of values for every name");
    }
    for (List<Double> row : values) {
      if (row.size() != columns) {
        throw new IllegalArgumentException("heat map: needs a value for every cell");
      }
    }
    if (columns > MOST_CELLS || values.size() > MOST_CELLS) {
      throw new IllegalArgumentException(
          "heat map: at most "
              + MOST_CELLS
              + " cells a side can be read, were "
              + columns
              + " and "
              + values.size());
    }
    if (values.stream().flatMap(List::stream).noneMatch(Double::isFinite)) {
      throw new IllegalArgumentException("heat map: there is nothing to draw");
    }
  }

  @Override
  public List<String> header() {
    return List.of(x.key(), y.key(), value.key());
  }

  @Override
  public List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (int j = 0; j < values.size(); j++) {
      for (int i = 0; i < x.symbols().size(); i++) {
        rows.add(List.of(x.symbols().get(i), y.symbols().get(j), values.get(j).get(i)));
      }
    }
    return rows;
  }
}
