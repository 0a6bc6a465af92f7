package dev.headroom.chart;

import java.util.List;

/** What a figure shows, as values; drawing it is somebody else's. */
public sealed interface Chart permits XyChart, HeatMap, Panels {
  /** The columns of the table behind the figure. */
  List<String> header();

  /** The rows of that table: texts and numbers as they are drawn, before any rounding. */
  List<List<Object>> rows();
}
