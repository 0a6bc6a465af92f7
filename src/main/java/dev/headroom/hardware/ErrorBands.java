package dev.headroom.hardware;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Between which multiples of a prediction four in five measurements lie. Short calls repeat their
 * launch, long ones the memory and the units, and windowed ones follow rules of their own: each
 * sort has a band where the fit saw enough of it.
 *
 * @param all of all calls
 * @param sorts of calls of a sort; what is missing has the band of all
 */
public record ErrorBands(Band all, Map<Sort, Band> sorts) {
  /** Copies the map. */
  public ErrorBands {
    EnumMap<Sort, Band> copy = new EnumMap<>(Sort.class);
    copy.putAll(sorts);
    sorts = Collections.unmodifiableMap(copy);
  }

  /** Sorts of calls: by how long they are predicted to take, and apart those under a window. */
  public enum Sort {
    /** Shorter than 15 microseconds. */
    TO_15US(15e-6),
    /** Shorter than 30 microseconds. */
    TO_30US(30e-6),
    /** Shorter than 60 microseconds. */
    TO_60US(60e-6),
    /** Shorter than 250 microseconds. */
    TO_250US(250e-6),
    /** All longer ones. */
    LONGER(Double.POSITIVE_INFINITY),
    /** Under a window, however long. */
    WINDOWED(Double.NaN);

    private final double below;

    Sort(double below) {
      this.below = below;
    }

    /** Of a call. */
    public static Sort of(double predictedSeconds, boolean isWindowed) {
      if (isWindowed) {
        return WINDOWED;
      }
      if (predictedSeconds < TO_30US.below) {
        return predictedSeconds < TO_15US.below ? TO_15US : TO_30US;
      }
      if (predictedSeconds < TO_60US.below) {
        return TO_60US;
      }
      return predictedSeconds < TO_250US.below ? TO_250US : LONGER;
    }

    /** Its key in profiles. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One band.
   *
   * @param low a tenth of the measurements were below this times the prediction
   * @param high a tenth of them were above this times the prediction
   */
  public record Band(double low, double high) {
    /** Refuses factors that are no band. */
    public Band {
      if (!(low > 0 && low <= high) || Double.isInfinite(high)) {
        throw new IllegalArgumentException(
            "band: must be above 0 and in order, was " + low + " to " + high);
      }
    }

    /** The same band twice as wide on a logarithmic scale. */
    Band doubled() {
      return new Band(low * low, high * high);
    }
  }

  /** The same band for every call. */
  public static ErrorBands of(double low, double high) {
    return new ErrorBands(new Band(low, high), Map.of());
  }

  /**
   * The band of a call.
   *
   * @param predictedSeconds of it
   * @param isWindowed whether it has a window
   */
  public Band band(double predictedSeconds, boolean isWindowed) {
    return sorts.getOrDefault(Sort.of(predictedSeconds, isWindowed), all);
  }

  /** The same bands twice as wide on a logarithmic scale. */
  ErrorBands doubled() {
    EnumMap<Sort, Band> doubled = new EnumMap<>(Sort.class);
    sorts.forEach((sort, band) -> doubled.put(sort, band.doubled()));
    return new ErrorBands(all.doubled(), doubled);
  }

  /** Appends all of it. */
  void appendTo(StringBuilder text) {
    text.append(' ').append(all.low).append(' ').append(all.high);
    for (Entry<Sort, Band> each : sorts.entrySet()) {
      text.append(' ').append(each.getKey().name());
      text.append(' ').append(each.getValue().low).append(' ').append(each.getValue().high);
    }
  }
}
