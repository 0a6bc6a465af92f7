package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Map;

/**
 * What is known of a kernel in one phase on a device.
 *
 * @param structure how it cuts a call
 * @param values the fitted numbers, all of them
 * @param bands between which multiples of a prediction measurements lie
 * @param provenance data, rows, date and errors of the fit, in words
 */
public record KernelPhase(
    KernelStructure structure,
    Map<KernelParameter, Double> values,
    ErrorBands bands,
    String provenance) {
  /** Copies the values; refuses what no fit can give. */
  public KernelPhase {
    values = FittedNumbers.checked(KernelParameter.class, values);
  }

  /** The same with one band for every call. */
  public KernelPhase(
      KernelStructure structure,
      Map<KernelParameter, Double> values,
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
  public KernelPhase withBands(ErrorBands others) {
    return new KernelPhase(structure, values, others, provenance);
  }

  /** One fitted number. */
  public double get(KernelParameter parameter) {
    return values.getOrDefault(parameter, Double.NaN);
  }

  /** The same for another kind of attention. */
  public KernelPhase serving(KernelStructure.Form form, DataType products) {
    DataType type = products == DataType.FP8 ? products : DataType.BF16;
    return new KernelPhase(structure.serving(form, type), values, bands, provenance);
  }

  /** The same with what is known of its origin. */
  public KernelPhase withProvenance(String words) {
    return new KernelPhase(structure, values, bands, words);
  }

  /** The same on a device without its own fit, with a band twice as wide. */
  public KernelPhase transferredFrom(String device) {
    return new KernelPhase(
        structure, values, bands.doubled(), "transferred from " + device + ": " + provenance);
  }

  /** Appends all that is known of it. */
  void appendTo(StringBuilder text) {
    KernelStructure.Tiles tiles = structure.tiles();
    text.append(' ').append(tiles.rows()).append(' ').append(tiles.narrowRows());
    text.append(' ').append(tiles.keys()).append(' ').append(tiles.narrowKeys());
    text.append(' ').append(tiles.groupRows());
    text.append(' ').append(structure.grouping().name());
    text.append(' ').append(structure.splitting().name());
    text.append(' ').append(structure.slots());
    text.append(' ').append(structure.converts());
    text.append(' ').append(structure.attention().name());
    text.append(' ').append(structure.products().key());
    for (KernelParameter parameter : KernelParameter.values()) {
      text.append(' ').append(get(parameter));
    }
    bands.appendTo(text);
    text.append(' ').append(provenance);
  }
}
