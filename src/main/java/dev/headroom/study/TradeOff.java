package dev.headroom.study;

import java.util.List;

/**
 * What variants are worth against how fast they decode.
 *
 * @param title in words
 * @param batchSize sequences of a decoding step
 * @param contextLength tokens cached of each
 * @param inputLength tokens of a source; 0 without an encoder
 * @param models the variants
 * @param places on which devices, with which program each
 * @param quality the figures of the variants
 */
public record TradeOff(
    String title,
    long batchSize,
    long contextLength,
    long inputLength,
    List<String> models,
    List<Place> places,
    List<Quality.Figure> quality) {
  /** Copies the lists. */
  public TradeOff {
    models = List.copyOf(models);
    places = List.copyOf(places);
    quality = List.copyOf(quality);
  }

  /**
   * A device with a program.
   *
   * @param device name of its profile
   * @param runtime name of the program
   */
  public record Place(String device, String runtime) {}
}
