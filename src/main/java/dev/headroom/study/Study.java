package dev.headroom.study;

import java.util.List;

/**
 * What a paper printed.
 *
 * @param name its name here: {@code shazeer-2019}
 * @param title in words
 * @param source where the numbers were read
 * @param notes what a reader of the result should know, a sentence each
 * @param calibrations numbers that are set so that one cell comes out right, in this order
 * @param cells the published numbers
 * @param decomposition which cells are taken apart; empty for none
 * @param tradeOff quality against decode time; empty for none
 */
public record Study(
    String name,
    String title,
    String source,
    List<String> notes,
    List<Calibration> calibrations,
    List<Cell> cells,
    List<String> decomposition,
    List<TradeOff> tradeOff) {
  /** Copies the lists. */
  public Study {
    notes = List.copyOf(notes);
    calibrations = List.copyOf(calibrations);
    cells = List.copyOf(cells);
    decomposition = List.copyOf(decomposition);
    tradeOff = List.copyOf(tradeOff);
  }

  /**
   * A number of a cell's device that is set by that cell.
   *
   * @param parameter the number
   * @param cell the cell, which is never judged then
   */
  public record Calibration(Parameter parameter, String cell) {}

  /** The cell with this key. */
  public Cell cell(String id) {
    return cells.stream().filter(cell -> cell.id().equals(id)).findFirst().orElseThrow();
  }

  /** Whether a cell sets a number and so is not judged. */
  public boolean isCalibratedOn(Cell cell) {
    return calibrations.stream().anyMatch(each -> each.cell().equals(cell.id()));
  }
}
