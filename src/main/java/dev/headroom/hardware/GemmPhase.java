package dev.headroom.hardware;

import java.util.Map;

/**
 * What is known of linear layers in one data type on a device.
 *
 * @param structure how the library cuts them
 * @param values the fitted numbers, all of them
 * @param bands between which multiples of a prediction measurements lie
 * @param provenance data, rows, date and errors of the fit, in words
 */
public record GemmPhase(
    GemmStructure structure,
    Map<GemmParameter, Double> values,
    ErrorBands bands,
    String provenance) {
  /** Copies the values; refuses what no fit can give. */
  public GemmPhase {
    values = FittedNumbers.checked(GemmParameter.class, values);
  }

  /** The same with one band for every call. */
  public GemmPhase(
      GemmStructure structure,
      Map<GemmParameter, Double> values,
      double low,
      double high,
      String provenance) {
    this(structure, values, ErrorBands.of(low, high), provenance);
  }

  /** The lower end of the band of all calls, over the prediction. */
  public double lowFactor() {
    return bands.all().low();
  }

  /** The upper end of the band of all calls, over the prediction. */
  public double highFactor() {
    return bands.all().high();
  }

  /** The same with other bands. */
  public GemmPhase withBands(ErrorBands others) {
    return new GemmPhase(structure, values, others, provenance);
  }

  /** One fitted number. */
  public double get(GemmParameter parameter) {
    return values.getOrDefault(parameter, Double.NaN);
  }

  /** The same with what is known of its origin. */
  public GemmPhase withProvenance(String words) {
    return new GemmPhase(structure, values, bands, words);
  }

  /** The same on a device without its own fit, with a band twice as wide. */
  public GemmPhase transferredFrom(String device) {
    return new GemmPhase(
        structure, values, bands.doubled(), "transferred from " + device + ": " + provenance);
  }

  /** Appends all that is known of it. */
  void appendTo(StringBuilder text) {
    text.append(' ').append(structure.smallestTile()).append(' ').append(structure.largestTile());
    text.append(' ').append(structure.splits());
    for (GemmParameter parameter : GemmParameter.values()) {
      text.append(' ').append(get(parameter));
    }
    bands.appendTo(text);
    text.append(' ').append(provenance);
  }
}
