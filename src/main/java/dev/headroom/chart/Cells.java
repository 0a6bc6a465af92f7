package dev.headroom.chart;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many points lie in each cell of a plane: a scatter of too many points to see.
 *
 * @param cells those that hold a point
 * @param perDecade cells to a decade of either axis
 */
public record Cells(List<Cell> cells, int perDecade) {
  /**
   * One cell.
   *
   * @param x exponent of ten at its middle
   * @param y exponent of ten at its middle
   * @param count points in it
   */
  public record Cell(double x, double y, long count) {}

  /** Copies the list. */
  public Cells {
    cells = List.copyOf(cells);
  }

  /**
   * Counts points.
   *
   * @param points positive values
   */
  public static Cells count(List<Series.Point> points, int perDecade) {
    Map<Long, Map<Long, Long>> counts = new TreeMap<>();
    for (Series.Point point : points) {
      counts
          .computeIfAbsent(index(point.x(), perDecade), key -> new TreeMap<>())
          .merge(index(point.y(), perDecade), 1L, Long::sum);
    }
    List<Cell> cells =
        counts.entrySet().stream()
            .flatMap(
                column ->
                    column.getValue().entrySet().stream()
                        .map(
                            cell ->
                                new Cell(
                                    (column.getKey() + 0.5) / perDecade,
                                    (cell.getKey() + 0.5) / perDecade,
                                    cell.getValue())))
            .toList();
    return new Cells(cells, perDecade);
  }

  private static long index(double value, int perDecade) {
    return (long) Math.floor(StrictMath.log10(value) * perDecade);
  }
}
