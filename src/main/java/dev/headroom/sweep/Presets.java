package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Model;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What names stand for; each refuses an unknown one with a sentence.
 *
 * @param models by name or file
 * @param devices by name or file
 * @param runtimes by name or file
 * @param quality what is known of how good a model is
 */
public record Presets(
    Function<String, Model> models,
    Function<String, DeviceProfile> devices,
    Function<String, ExecutionPolicy> runtimes,
    Quality quality) {

  /**
   * A figure of quality of models.
   *
   * @param figures by the name of a model or of a variant of attention, in lower case
   * @param moreIsBetter whether it is one of which more is better
   */
  public record Quality(Map<String, Double> figures, boolean moreIsBetter) {
    /** Nothing is known. */
    public static final Quality UNKNOWN = new Quality(Map.of(), true);

    /** Copies the map. */
    public Quality {
      figures = Map.copyOf(figures);
    }

    /** The figure of a model, by its variant before its name; not a number if there is none. */
    double of(Model model) {
      String variant = model.attention().variant().toLowerCase(Locale.ROOT);
      String name = model.name().toLowerCase(Locale.ROOT);
      return figures.getOrDefault(variant, figures.getOrDefault(name, Double.NaN));
    }
  }

  /** Nothing is known of quality. */
  public Presets(
      Function<String, Model> models,
      Function<String, DeviceProfile> devices,
      Function<String, ExecutionPolicy> runtimes) {
    this(models, devices, runtimes, Quality.UNKNOWN);
  }

  /** The same with figures of quality. */
  public Presets withQuality(Quality known) {
    return new Presets(models, devices, runtimes, known);
  }
}
