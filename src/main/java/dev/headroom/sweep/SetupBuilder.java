package dev.headroom.sweep;

import dev.headroom.document.Nearest;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Source;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.HeadOverrides;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelChange;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a setup of a point's values. */
final class SetupBuilder {
  private static final List<DataType> USUAL_TYPES =
      List.of(DataType.BF16, DataType.FP16, DataType.FP32);

  private static final Source ASKED = new Source.Estimated("asked for by --set");

  private final Phase phase;
  private final List<Axis> axes;
  private final Map<String, Model> models = new HashMap<>();
  private final Map<String, DeviceProfile> devices = new HashMap<>();
  private final Map<String, ExecutionPolicy> runtimes = new HashMap<>();

  private final Presets.Quality quality;

  SetupBuilder(Phase phase, List<Axis> axes, Presets presets) {
    this.quality = presets.quality();
    this.phase = phase;
    this.axes = axes;
    for (Axis axis : axes) {
      if (axis instanceof Axis.Names names) {
        for (String name : names.names()) {
          resolve(names.key(), name, presets);
        }
      }
    }
  }

  /** Names are looked up, and words checked, before any point is. */
  private void resolve(String key, String name, Presets presets) {
    switch (Dimension.of(key).orElseThrow()) {
      case MODEL -> models.put(name, presets.models().apply(name));
      case DEVICE -> devices.put(name, presets.devices().apply(name));
      case RUNTIME -> runtimes.put(name, presets.runtimes().apply(name));
      case ATTENTION -> AttentionVariant.parse(name);
      case DTYPE -> type("--dtype", name);
      case WEIGHT_DTYPE -> type("--weight-dtype", name);
      case LAYOUT -> weights(name);
      case ATTENTION_LAYOUT -> attention(name);
      case KV_CACHE_DTYPE -> KvFormat.parse(name);
      case CACHE_STATE -> oneOf("--cache-state", name, CacheState.values(), CacheState::key);
      default -> {
        // A kernel is one of its device's.
      }
    }
  }

  /** What is known of the quality of models. */
  Presets.Quality quality() {
    return quality;
  }

  /** The models by name. */
  Map<String, Model> models() {
    return models;
  }

  /** The devices by name. */
  Map<String, DeviceProfile> devices() {
    return devices;
  }

  /**
   * The setup of a point.
   *
   * @param values of its axes
   * @throws IllegalArgumentException if there can be none
   */
  Setup build(List<Object> values) {
    Map<String, Object> byKey = new HashMap<>();
    Map<String, Double> changed = new HashMap<>();
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i) instanceof Axis.Quantities quantities) {
        changed.put(quantities.keyPath(), (Double) values.get(i));
      } else {
        byKey.put(axes.get(i).key(), values.get(i));
      }
    }
    Model model = change(byKey).applyTo(of(models, byKey, Dimension.MODEL));
    DeviceProfile device = withNumbers(of(devices, byKey, Dimension.DEVICE), changed);
    return new Setup(
        new Question(
            model, device, scenario(byKey, model, device), kernels(byKey), sharding(byKey)));
  }

  private static Sharding sharding(Map<String, Object> values) {
    String weights = text(values, Dimension.LAYOUT);
    String attention = text(values, Dimension.ATTENTION_LAYOUT);
    return new Sharding(
        whole(values, Dimension.TENSOR_PARALLEL).orElse(1),
        whole(values, Dimension.PIPELINE_PARALLEL).orElse(1),
        whole(values, Dimension.DATA_PARALLEL).orElse(1),
        whole(values, Dimension.EXPERT_PARALLEL).orElse(1),
        whole(values, Dimension.CONTEXT_PARALLEL).orElse(1),
        weights == null ? WeightLayout.STATIONARY_1D : weights(weights),
        attention == null ? AttentionLayout.HEADS : attention(attention));
  }

  private static WeightLayout weights(String text) {
    return oneOf("--layout", text, WeightLayout.values(), WeightLayout::key);
  }

  private static AttentionLayout attention(String text) {
    return oneOf("--attention-layout", text, AttentionLayout.values(), AttentionLayout::key);
  }

  private static <T> T of(Map<String, T> known, Map<String, Object> values, Dimension dimension) {
    T found = known.get(String.valueOf(values.get(dimension.key())));
    if (found == null) {
      throw new IllegalStateException(dimension.key() + " is not resolved");
    }
    return found;
  }

  private static KernelWish kernels(Map<String, Object> values) {
    String name = text(values, Dimension.KERNEL_WISH);
    return name == null ? KernelWish.PREFERRED : KernelWish.parse(name);
  }

  private static @Nullable String text(Map<String, Object> values, Dimension dimension) {
    Object value = values.get(dimension.key());
    return value == null ? null : value.toString();
  }

  private static OptionalInt whole(Map<String, Object> values, Dimension dimension) {
    return values.get(dimension.key()) instanceof Long number
        ? OptionalInt.of(Math.toIntExact(number))
        : OptionalInt.empty();
  }

  private static ModelChange change(Map<String, Object> values) {
    OptionalInt window = whole(values, Dimension.WINDOW);
    String variant = text(values, Dimension.ATTENTION);
    HeadOverrides heads =
        new HeadOverrides(
            whole(values, Dimension.NUM_ATTENTION_HEADS),
            whole(values, Dimension.NUM_KEY_VALUE_HEADS),
            whole(values, Dimension.HEAD_DIM),
            whole(values, Dimension.V_HEAD_DIM),
            window.isPresent() ? OptionalLong.of(window.getAsInt()) : OptionalLong.empty());
    return new ModelChange(
        heads,
        Optional.ofNullable(variant).map(AttentionVariant::parse),
        whole(values, Dimension.NUM_HIDDEN_LAYERS));
  }

  private static DeviceProfile withNumbers(DeviceProfile device, Map<String, Double> changed) {
    return changed.isEmpty()
        ? device
        : device.mapNumbers(
            number -> {
              Double value = changed.get(number.keyPath());
              return value == null ? number : number.withValue(value, ASKED);
            });
  }

  private Scenario scenario(Map<String, Object> values, Model model, DeviceProfile device) {
    ExecutionPolicy policy = of(runtimes, values, Dimension.RUNTIME);
    String state = text(values, Dimension.CACHE_STATE);
    OptionalInt source = whole(values, Dimension.INPUT_LEN);
    if (source.isPresent() && !model.isEncoderDecoder()) {
      throw new IllegalArgumentException(
          "--input-len: model '"
              + model.name()
              + "' has no encoder; the length of a prompt is --query-length, of a cache"
              + " --context-length");
    }
    if (model.isEncoderDecoder() && phase == Phase.PREFILL) {
      throw new IllegalArgumentException(
          "--phase: the pass of an encoder is answered by estimate and compare; here are decode"
              + " steps of encoder-decoder models");
    }
    return new Scenario(
        phase,
        Batch.decode(1, 0),
        source.orElse(0),
        precision(values, device, policy),
        policy,
        state == null
            ? CacheState.WARM
            : oneOf("--cache-state", state, CacheState.values(), CacheState::key));
  }

  private static Precision precision(
      Map<String, Object> values, DeviceProfile device, ExecutionPolicy policy) {
    String asked = text(values, Dimension.DTYPE);
    Precision precision =
        asked == null
            ? policy.types().applyTo(Precision.of(usualType(device)))
            : Precision.of(type("--dtype", asked));
    String weights = text(values, Dimension.WEIGHT_DTYPE);
    if (weights != null) {
      precision = precision.withWeights(type("--weight-dtype", weights));
    }
    String cache = text(values, Dimension.KV_CACHE_DTYPE);
    return cache == null ? precision : precision.withKvCache(KvFormat.parse(cache));
  }

  private static DataType usualType(DeviceProfile device) {
    return USUAL_TYPES.stream()
        .filter(type -> device.peakFlopPerSecond(type).isPresent())
        .findFirst()
        .orElse(DataType.BF16);
  }

  private static DataType type(String option, String text) {
    return oneOf(option, text, DataType.values(), DataType::key);
  }

  private static <T> T oneOf(String option, String text, T[] values, Function<T, String> key) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values)
        .filter(value -> key.apply(value).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option
                        + ": "
                        + Nearest.unknown("value", text, Arrays.stream(values).map(key).toList())));
  }
}
