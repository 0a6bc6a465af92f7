package dev.headroom.figure;

import dev.headroom.hardware.DeviceProfile;
import java.util.List;
import java.util.Map;

/** Makes a figure of results. */
public final class Figures {
  private Figures() {}

  /**
   * The figure of a kind.
   *
   * @param all at least one result
   * @param selection what of them is shown
   * @param devices profiles by the names in the rows, for ceilings
   * @throws IllegalArgumentException if the rows lack what it needs, naming the row and the column
   */
  public static Figure of(
      FigureKind kind, List<Row> all, Selection selection, Map<String, DeviceProfile> devices) {
    List<Row> rows =
        kind.nestedKey()
            .map(key -> all.stream().flatMap(row -> row.rows(key).stream()).toList())
            .filter(nested -> !nested.isEmpty())
            .orElse(all);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("chart: there are no results to draw");
    }
    return switch (kind) {
      case TIME -> LineFigures.time(rows, selection);
      case SPEEDUP -> LineFigures.speedup(rows, selection);
      case ROOFLINE -> RooflineFigure.of(rows, selection, devices);
      case MEMORY -> MemoryFigure.of(rows, selection);
      case HEATMAP -> HeatFigure.of(rows, selection);
      case BREAKDOWN -> BreakdownFigure.of(rows, selection);
      case VALIDATED -> ValidatedFigure.of(rows);
      case PARETO -> ParetoFigure.of(rows, selection);
      case TORNADO -> TornadoFigure.of(rows, selection);
      case TIMELINE, LOAD, PLANS -> ofPlans(kind, rows);
    };
  }

  /**
   * Quality against the time of a token, a front a device.
   *
   * @param rows each of one variant on one device: {@code model}, {@code device}, {@code runtime},
   *     {@code time_per_output_token_s}, {@code task}, {@code metric}, {@code value}, {@code
   *     less_is_better}
   * @param selection whose y says which metric, or task and metric, if the rows have several
   * @throws IllegalArgumentException if they have several and none is chosen
   */
  public static Figure tradeOff(List<Row> rows, Selection selection) {
    return TradeOffFigure.of(rows, selection);
  }

  private static Figure ofPlans(FigureKind kind, List<Row> rows) {
    return switch (kind) {
      case TIMELINE -> TimelineFigure.of(rows);
      case LOAD -> LoadFigure.of(rows);
      default -> PlansFigure.of(rows);
    };
  }
}
