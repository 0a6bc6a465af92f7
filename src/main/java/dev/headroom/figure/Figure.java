package dev.headroom.figure;

import dev.headroom.chart.Chart;
import java.util.List;

/**
 * A chart and what its caption says of it.
 *
 * @param kind which kind of figure
 * @param chart what is drawn
 * @param sentences of the caption, without device and command
 */
public record Figure(FigureKind kind, Chart chart, List<String> sentences) {
  /** Copies the list. */
  public Figure {
    sentences = List.copyOf(sentences);
  }
}
