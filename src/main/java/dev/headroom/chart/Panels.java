package dev.headroom.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Charts one below the other in one figure.
 *
 * @param charts from top to bottom, over axes that lie
 */
public record Panels(List<Chart> charts) implements Chart {
  /** Copies the list. */
  public Panels {
    charts = List.copyOf(charts);
    if (charts.isEmpty() || !charts.stream().allMatch(Panels::lies)) {
      throw new IllegalArgumentException("panels: need charts over axes that lie");
    }
  }

  private static boolean lies(Chart chart) {
    return chart instanceof XyChart xy && xy.form() != XyChart.Form.UPRIGHT;
  }

  /** The columns of all panels side by side, after the panel's number. */
  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(List.of("panel"));
    for (Chart chart : charts) {
      chart.header().stream().filter(key -> !header.contains(key)).forEach(header::add);
    }
    return header;
  }

  @Override
  public List<List<Object>> rows() {
    List<String> header = header();
    List<List<Object>> rows = new ArrayList<>();
    for (int panel = 0; panel < charts.size(); panel++) {
      List<String> own = charts.get(panel).header();
      int number = panel + 1;
      for (List<Object> row : charts.get(panel).rows()) {
        rows.add(
            IntStream.range(0, header.size())
                .mapToObj(
                    i ->
                        i == 0
                            ? (Object) number
                            : own.contains(header.get(i))
                                ? row.get(own.indexOf(header.get(i)))
                                : "")
                .toList());
      }
    }
    return rows;
  }
}
