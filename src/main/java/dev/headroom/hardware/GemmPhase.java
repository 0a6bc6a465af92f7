package dev.headroom.hardware;

import java.util.Map;

/**
 * What is known of linear layers in one data type on a device.
 *
 * @param structure how the library cuts them
 * @param values the fitted numbers, all of them
 * @param lowFactor a tenth of the measurements were below this times the prediction
 * @param highFactor a tenth of them were above this times the prediction
 * @param provenance data, rows, date and errors of the fit, in words
 */
public record GemmPhase(
    GemmStructure structure,
    Map<GemmParameter, Double> values,
    double lowFactor,
    double highFactor,
    String provenance) {
  /** Copies the values; refuses what no fit can give. */
  public GemmPhase {
    values = FittedNumbers.checked(GemmParameter.class, values);
    FittedNumbers.checkBand(lowFactor, highFactor);
  }

  /** One fitted number. */
  public double get(GemmParameter parameter) {
    return values.getOrDefault(parameter, Double.NaN);
  }

  /** The same with what is known of its origin. */
  public GemmPhase withProvenance(String words) {
    return new GemmPhase(structure, values, lowFactor, highFactor, words);
  }

  /** The same on a device without its own fit, with a band twice as wide. */
  public GemmPhase transferredFrom(String device) {
    return new GemmPhase(
        structure,
        values,
        lowFactor * lowFactor,
        highFactor * highFactor,
        "transferred from " + device + ": " + provenance);
  }

  /** Appends all that is known of it. */
  void appendTo(StringBuilder text) {
    text.append(' ').append(structure.smallestTile()).append(' ').append(structure.largestTile());
    text.append(' ').append(structure.splits());
    for (GemmParameter parameter : GemmParameter.values()) {
      text.append(' ').append(get(parameter));
    }
    text.append(' ').append(lowFactor).append(' ').append(highFactor);
    text.append(' ').append(provenance);
  }
}
